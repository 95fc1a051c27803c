// An app on a stack of its own, started as its reader starts it: rowlock dev -- COMMAND, on a copy of an example, so that
// the tests never touch the state of somebody who works in the same clone.
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { findFreePorts } from "../../packages/rowlock/test/free-ports.ts";
import { removeProject } from "../../packages/rowlock/test/remove-project.ts";
import { answers, readEnvironment, until } from "./run-rowlock.ts";
import { REPOSITORY, startRowlock } from "./running-process.ts";

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
    await removeProject(directory);
  }

  try {
    await until(() => answers(url), rowlock);
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

async function readLog(directory: string): Promise<readonly LogEntry[]> {
  const text = await readFile(join(directory, ".rowlock/logs/rowlock.log"), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}
