// An app on one of Clerk's SDKs, as it lies in e2e/sdks: a folder of files and a package.json with pinned versions.
// It gets the environment of `rowlock dev --`, the code that `rowlock env` prints, and nothing else.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { backendOf } from "./backend.ts";
import { askedHosts, recordHosts } from "./recorded-hosts.ts";
import { finish, until } from "./run-rowlock.ts";
import { type RunningApp, startCopy } from "./running-app.ts";
import { REPOSITORY, startProgram } from "./running-process.ts";

export interface SdkApp {
  /** The folder's name in e2e/sdks. */
  readonly name: string;
  /** Arguments of its script `dev` that put it at a port of localhost. */
  at(port: number): readonly string[];
  /** The framework whose printed code belongs into a file, in the place of PRINTED_HERE. */
  readonly printed?: { readonly framework: string; readonly file: string };
}

export interface RunningSdkApp extends RunningApp {
  /** The hosts that any process of it has asked so far, Rowlock's own among them. */
  askedHosts(): Promise<readonly string[]>;
}

export const PRINTED_HERE = "/* what rowlock env prints */";

export async function startSdkApp({ name, at, printed }: SdkApp): Promise<RunningSdkApp> {
  const home = join("e2e/sdks", name);
  await install(join(REPOSITORY, home));
  const recording = await recordHosts();
  const app = await startCopy({
    folders: ["e2e/sdks/project", home],
    // Below its own packages.
    home,
    prepare: async (directory, project) => {
      if (printed === undefined) return;
      const path = join(directory, printed.file);
      const code = codeOf(await finish(["env", "--framework", printed.framework, ...project]));
      const before = await readFile(path, "utf8");
      if (!before.includes(PRINTED_HERE)) throw new Error(`${path} has no place for the code`);
      await writeFile(path, before.replace(PRINTED_HERE, code));
    },
    command: (port) => ["npm", "run", "--silent", "dev", "--", ...at(port)],
    env: recording.env,
  });
  await addTasks(app);
  return { ...app, askedHosts: () => askedHosts(recording) };
}

/** Packages that the tree does not hold come when the app is first run. A workspace of the tree has them already. */
async function install(home: string): Promise<void> {
  const workspaces: readonly string[] = JSON.parse(
    await readFile(join(REPOSITORY, "package.json"), "utf8"),
  ).workspaces;
  const isInTree = workspaces.some((path) => join(REPOSITORY, path) === home);
  const done = join(home, "node_modules/.package-lock.json");
  if (isInTree || existsSync(done)) return;
  const npm = startProgram({
    command: ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund"],
    directory: home,
    env: process.env,
  });
  await until(() => npm.exitCode() === 0, npm);
}

/** The lines of code among the comments of the printed block. */
export function codeOf(block: string): string {
  const comments = block.split("\n").filter((line) => line.startsWith("#   "));
  if (comments.length === 0) throw new Error(`Nothing is to be written in code:\n${block}`);
  return comments.map((line) => line.slice("#   ".length)).join("\n");
}

/** A task of each person. */
export async function addTasks(app: Pick<RunningApp, "env">): Promise<void> {
  const { data } = await backendOf(app).users.getUserList();
  const key = app.env.SUPABASE_SERVICE_ROLE_KEY!;
  const response = await fetch(`${app.env.SUPABASE_URL}/rest/v1/tasks`, {
    method: "POST",
    headers: { apikey: key, Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify(
      data.map(({ id, firstName }) => ({ user_id: id, name: taskOf(firstName) })),
    ),
  });
  if (!response.ok) throw new Error(await response.text());
}

export function taskOf(firstName: string | null): string {
  return `${firstName}'s task`;
}
