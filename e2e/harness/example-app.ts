// The example app on a stack of its own, started as its reader starts it: rowlock dev -- COMMAND, on a copy of the
// project, so that the tests never touch the state of somebody who works in the same clone.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFreePorts } from "./free-ports.ts";
import { REPOSITORY, type RunningProcess, startRowlock } from "./running-process.ts";

export interface ExampleAppOptions {
  /** The token that goes to Supabase: from the JWT template, or Clerk's session token itself. */
  readonly token: "template" | "native";
  /** How Next.js runs. */
  readonly next: "dev" | "build";
}

export interface ExampleApp {
  readonly url: string;
  /** Everything that `rowlock env --json` names. */
  readonly env: Readonly<Record<string, string>>;
  output(): string;
  stop(): Promise<void>;
}

const NOT_COPIED = new Set(["node_modules", ".next", ".rowlock"]);

/** How long the app may take until it answers; only there to end a hang. */
const PATIENCE = 240_000;

export async function startExampleApp({ token, next }: ExampleAppOptions): Promise<ExampleApp> {
  // Two folders below the root, as the example is: its packages are found, and its own paths stay right.
  const directory = await mkdtemp(join(REPOSITORY, "e2e/.app-"));
  const example = join(REPOSITORY, "examples/nextjs");
  await cp(example, directory, {
    recursive: true,
    filter: (path) => !NOT_COPIED.has(basename(path)),
  });
  const ports = await findFreePorts();
  const project = ["--dir", directory, "--port-base", String(ports.base)];
  const url = `http://localhost:${ports.app}`;
  const rowlock = startRowlock({
    args: ["dev", ...project, "--", ...commandOf(next, ports.app)],
    env: { NEXT_PUBLIC_CLERK_SUPABASE_TEMPLATE: token === "template" ? "supabase" : "" },
  });

  async function stop(): Promise<void> {
    await rowlock.stop();
    await rm(directory, { recursive: true, force: true });
  }

  try {
    await untilItAnswers(url, rowlock);
    return { url, env: await readEnvironment(project), output: rowlock.output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function commandOf(next: ExampleAppOptions["next"], port: number): string[] {
  const where = ["-H", "localhost", "-p", String(port)];
  if (next === "dev") return ["next", "dev", ...where];
  return ["sh", "-c", `next build && exec next start ${where.join(" ")}`];
}

async function untilItAnswers(url: string, rowlock: RunningProcess): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline) {
    if (rowlock.exitCode() !== null) break;
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error(`The example app did not start at ${url}:\n${rowlock.output()}`);
}

async function readEnvironment(project: readonly string[]): Promise<Record<string, string>> {
  const program = startRowlock({ args: ["env", "--json", ...project] });
  while (program.exitCode() === null) await sleep(20);
  await program.stop();
  return JSON.parse(program.output());
}
