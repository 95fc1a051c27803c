// An app on a stack of its own, started as its reader starts it: rowlock dev -- COMMAND, on a copy of an example, so that
// the tests never touch the state of somebody who works in the same clone.
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
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

export interface CopyOptions extends Pick<AppOptions, "without" | "command" | "env"> {
  /** Folders of this repository; the later ones are copied over the earlier ones. */
  readonly folders: readonly string[];
  /** The folder of this repository that the copy is made in. */
  readonly home: string;
  /** Completes the copy before it is started. `project` is the project's flags. */
  prepare?(directory: string, project: readonly string[]): Promise<void>;
}

const NOT_COPIED = /^(?:node_modules|\.next|\.rowlock|dist|\.app-.*)$/;

export function startApp({ example, overlays = [], ...options }: AppOptions): Promise<RunningApp> {
  // Two folders below the root, as the example is: its packages are found, and its own paths stay right.
  return startCopy({ ...options, folders: [`examples/${example}`, ...overlays], home: "e2e" });
}

export async function startCopy(options: CopyOptions): Promise<RunningApp> {
  const directory = await mkdtemp(join(REPOSITORY, options.home, ".app-"));
  const ports = await findFreePorts();
  const project = ["--dir", directory, "--port-base", String(ports.base)];
  const url = `http://localhost:${ports.app}`;
  for (const folder of options.folders) await copyFolder(folder, directory, options.without);
  await moveApp(directory, url);
  await options.prepare?.(directory, project);
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

/** Entry by entry: the copy may lie in the folder itself. */
async function copyFolder(
  folder: string,
  directory: string,
  without: readonly string[] = [],
): Promise<void> {
  const source = join(REPOSITORY, folder);
  const isCopied = (path: string) =>
    !NOT_COPIED.test(basename(path)) && !without.includes(relative(source, path));
  for (const name of await readdir(source)) {
    const path = join(source, name);
    if (!isCopied(path)) continue;
    await cp(path, join(directory, name), { recursive: true, filter: isCopied });
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
