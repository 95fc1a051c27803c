// `npm run bench:identity`: sign-ins by password, and, apart, tokens of a JWT template, each at a fixed rate, from the
// Frontend API of a whole stack. The rate does not wait for the server, so what it can't bear shows in the latencies.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openTokenAskers, signIn, type Visit } from "./load/clerk-visitor.ts";
import { runOpenLoop } from "./load/open-loop.ts";
import { measure } from "./measure.ts";
import { type IdentityCell, renderIdentity } from "./report/identity.ts";
import { type BenchStack, startBenchStack } from "./subjects/stack.ts";

const PEOPLE = 50;
const CONNECTIONS = 64;
const WARM_UP_SECONDS = 3;

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    "sign-ins": { type: "string", default: "20" },
    tokens: { type: "string", default: "1500" },
    seconds: { type: "string", default: "20" },
    "no-write": { type: "boolean", default: false },
  },
});
const seconds = Number(values.seconds);

say(`Starting a stack with ${PEOPLE} people`);
const stack = await startBenchStack({ dist: import.meta.dirname, people: PEOPLE });
try {
  const cells = [
    await measureSignIns(stack, Number(values["sign-ins"])),
    await measureTokens(stack, Number(values.tokens)),
  ];
  const machine = `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} processors; Node ${process.versions.node}`;
  const markdown = renderIdentity(cells, { machine, seconds });
  process.stdout.write(`\n${markdown}`);
  if (!values["no-write"]) {
    const results = join(import.meta.dirname, "..", "results");
    mkdirSync(results, { recursive: true });
    writeFileSync(join(results, "identity.md"), markdown);
  }
} finally {
  await stack.stop();
}

async function measureSignIns({ clerk, people, ...stack }: BenchStack, rate: number) {
  const work = async (turn: number) => {
    const person = people[turn % people.length];
    if (person === undefined) return false;
    await signIn(clerk, person);
    return true;
  };
  return measureRate(stack, { what: "sign-ins by password", rate, work });
}

async function measureTokens({ clerk, people, ...stack }: BenchStack, rate: number) {
  const visits: Visit[] = [];
  for (const person of people) visits.push(await signIn(clerk, person));
  const askers = await openTokenAskers(clerk, { visits, connections: CONNECTIONS });
  try {
    return await measureRate(stack, { what: "template tokens", rate, work: askers.ask });
  } finally {
    askers.close();
  }
}

interface Rate {
  readonly what: string;
  readonly rate: number;
  readonly work: (turn: number) => Promise<boolean>;
}

async function measureRate(
  { pid, database }: Pick<BenchStack, "pid" | "database">,
  { what, rate, work }: Rate,
): Promise<IdentityCell> {
  say(`${what}: ${rate} a second for ${seconds} s`);
  await runOpenLoop({ rate, seconds: WARM_UP_SECONDS, work });
  const sample = await measure({
    subject: pid,
    database,
    load: ownSeconds,
    run: () => runOpenLoop({ rate, seconds, work }),
  });
  return { what, asked: rate, ...sample };
}

function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
