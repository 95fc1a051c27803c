// `npm run bench:storage`: downloads from a whole stack against those from a bare server that streams the same files, in
// turn, round after round; and before that one large file up and down, and what it adds to the process.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startChild } from "./child.ts";
import { cpuSeconds } from "./cpu-time.ts";
import { downloadLarge, type TransferOptions, uploadLarge } from "./load/large-transfer.ts";
import { type LoadProcess, startLoadProcess } from "./load/load-process.ts";
import type { HttpLoad } from "./load/messages.ts";
import { measure, type Sample } from "./measure.ts";
import { renderStorage, type StorageCell } from "./report/storage.ts";
import { growthDuring } from "./resident-memory.ts";
import { summarize } from "./results.ts";
import { openStorageSubject, SIZES, type StorageSubject } from "./subjects/storage.ts";

const GIGABYTE = 1e9;

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "5" },
    connections: { type: "string", default: "16" },
    gigabytes: { type: "string", default: "2" },
    "no-write": { type: "boolean", default: false },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const connections = Number(values.connections);
const bytes = Number(values.gigabytes) * GIGABYTE;
const dist = import.meta.dirname;
const before = loadavg();

say("Starting a stack, and a bare server for the same files");
const folder = mkdtempSync(join(tmpdir(), "rowlock-bench-files-"));
for (const [name, content] of Object.entries(SIZES)) writeFileSync(join(folder, name), content);
const bare = startChild({
  command: process.execPath,
  args: [join(dist, "bare-files.js")],
  env: { BENCH_FOLDER: folder },
});
const generator = startLoadProcess<HttpLoad>({ path: join(dist, "load.js") });
const subject = await openStorageSubject(dist);
try {
  const port = Number(await bare.waitFor(/Listening on (\d+)/));
  // First, on a process that has not grown by a load.
  const transfers = await measureLarge(subject);
  const cells = await measureAll(subject, { port, pid: bare.pid });
  const markdown = renderStorage(cells, {
    transfers,
    bytes,
    machine: `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} processors; Node ${process.versions.node}`,
    load: { before: before[0] ?? 0, after: loadavg()[0] ?? 0 },
    seconds,
    rounds,
    connections,
  });
  process.stdout.write(`\n${markdown}`);
  if (!values["no-write"]) {
    const results = join(dist, "..", "results");
    mkdirSync(results, { recursive: true });
    writeFileSync(join(results, "storage.md"), markdown);
  }
} finally {
  await Promise.all([subject.stop(), bare.stop(), generator.stop()]);
  rmSync(folder, { recursive: true, force: true });
}

interface Way {
  readonly size: keyof typeof SIZES;
  readonly what: string;
  readonly target: { readonly pid: number; readonly port: number };
  readonly path: string;
  readonly token: string;
}

async function measureAll(
  { pid, port, ways }: StorageSubject,
  bareServer: { readonly port: number; readonly pid: number },
): Promise<readonly StorageCell[]> {
  const cells: StorageCell[] = [];
  for (const size of ["1 MB", "10 kB"] as const) {
    const own = ways
      .filter((way) => way.size === size)
      .map((way): Way => ({ ...way, target: { pid, port } }));
    const path = `/${encodeURIComponent(size)}`;
    const all: readonly Way[] = [
      { size, what: "a bare server", target: bareServer, path, token: "none" },
      ...own,
    ];
    const samples = new Map<Way, Sample[]>(all.map((way) => [way, []]));
    for (let round = -1; round < rounds; round += 1) {
      for (const way of all) {
        const sample = await measureWay(way, generator);
        // The first round warms up.
        if (round >= 0) samples.get(way)?.push(sample);
      }
    }
    for (const [{ what }, found] of samples) cells.push({ size, what, ...summarize(found) });
    say(`${size}: done`);
  }
  return cells;
}

async function measureWay(
  { target, path, token }: Way,
  load: LoadProcess<HttpLoad>,
): Promise<Sample> {
  await load.warm({
    host: "127.0.0.1",
    port: target.port,
    method: "GET",
    path,
    headers: {},
    tokens: [token],
    status: 200,
    connections,
    warmUpSeconds: 1,
  });
  return measure({
    subject: target.pid,
    database: subject.database,
    load: () => cpuSeconds(load.pid),
    run: () => load.measure(seconds),
  });
}

async function measureLarge({ pid, large }: StorageSubject) {
  const transfer: TransferOptions = { ...large, bytes };
  say(`${values.gigabytes} GB up and down`);
  const up = await growthDuring(pid, () => uploadLarge(transfer));
  const down = await growthDuring(pid, () => downloadLarge(transfer));
  return { up, down };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
