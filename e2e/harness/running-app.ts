// An app on a stack of its own, started as its reader starts it: rowlock dev -- COMMAND, on a copy of an example, so that
// the tests never touch the state of somebody who works in the same clone.
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { placeCluster } from "../../packages/rowlock/src/database/cluster/place-cluster.ts";
import { findFreePorts } from "./free-ports.ts";
import { REPOSITORY, type RunningProcess, startRowlock } from "./running-process.ts";

export interface AppOptions {
  /** The folder's name in examples/. */
  readonly example: string;
  /** More files, as folders of this repository that are copied over the example. */
  readonly overlays?: readonly string[];
  /** Files and folders of the example that are left out, such as `supabase/migrations`. */
  readonly without?: readonly string[];
  /** What serves the app at a port of localhost. */
  command(port: number): readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningApp {
  readonly url: string;
  /** Everything that `rowlock env --json` names. */
  readonly env: Readonly<Record<string, string>>;
  output(): string;
  /** What the stack has logged: one entry a line, among them every call that it has no endpoint for. */
  log(): Promise<readonly LogEntry[]>;
  stop(): Promise<void>;
}

export interface LogEntry {
  readonly kind: string;
}

const NOT_COPIED = new Set(["node_modules", ".next", ".rowlock", "dist"]);

/** How long the app may take until it answers; only there to end a hang. */
const PATIENCE = 240_000;

export async function startApp(options: AppOptions): Promise<RunningApp> {
  // Two folders below the root, as the example is: its packages are found, and its own paths stay right.
  const directory = await mkdtemp(join(REPOSITORY, "e2e/.app-"));
  for (const folder of [`examples/${options.example}`, ...(options.overlays ?? [])]) {
    const source = join(REPOSITORY, folder);
    await cp(source, directory, {
      recursive: true,
      filter: (path) =>
        !NOT_COPIED.has(basename(path)) && !options.without?.includes(relative(source, path)),
    });
  }
  const ports = await findFreePorts();
  const project = ["--dir", directory, "--port-base", String(ports.base)];
  const url = `http://localhost:${ports.app}`;
  await moveApp(directory, url);
  const rowlock = startRowlock({
    args: ["dev", ...project, "--", ...options.command(ports.app)],
    env: options.env ?? {},
  });

  async function stop(): Promise<void> {
    await rowlock.stop();
    // As root the cluster lies outside the project's folder.
    const stateDirectory = join(directory, ".rowlock");
    const { dataDirectory } = placeCluster({ projectDirectory: directory, stateDirectory });
    await rm(dataDirectory, { recursive: true, force: true });
    await rm(directory, { recursive: true, force: true });
  }

  try {
    await untilItAnswers(url, rowlock);
    return {
      url,
      env: await readEnvironment(project),
      output: rowlock.output,
      log: () => readLog(directory),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Webhooks go to the app under test, not to one that somebody runs at the example's own port. */
async function moveApp(directory: string, url: string): Promise<void> {
  const path = join(directory, "rowlock.toml");
  // An empty project, as the walks of the guide begin with, has none.
  if (!existsSync(path)) return;
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replaceAll("http://localhost:3000", url));
}

async function untilItAnswers(url: string, rowlock: RunningProcess): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (Date.now() < deadline) {
    if (rowlock.exitCode() !== null) break;
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error(`The app did not start at ${url}:\n${rowlock.output()}`);
}

async function readEnvironment(project: readonly string[]): Promise<Record<string, string>> {
  const program = startRowlock({ args: ["env", "--json", ...project] });
  while (program.exitCode() === null) await sleep(20);
  await program.stop();
  return JSON.parse(program.output());
}

async function readLog(directory: string): Promise<readonly LogEntry[]> {
  const text = await readFile(join(directory, ".rowlock/logs/rowlock.log"), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}
