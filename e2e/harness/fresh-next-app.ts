// A newcomer's app: made by create-next-app, with Clerk added as its quickstart says and the code of docs/guide.md, on a
// stack of its own. It gets Rowlock's addresses and keys by nothing but .env.local, and reaches no host but this machine.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePorts, type Ports } from "../../packages/rowlock/test/free-ports.ts";
import { removeProject } from "../../packages/rowlock/test/remove-project.ts";
import { followClerksQuickstart, followTheGuide } from "./newcomer.ts";
import { answers, finish, readEnvironment, startDev, until } from "./run-rowlock.ts";
import { REPOSITORY, type RunningProcess, startProgram } from "./running-process.ts";

export interface FreshApp {
  readonly url: string;
  /** Everything that `rowlock env --json` names. */
  readonly env: Readonly<Record<string, string>>;
  /** What `rowlock init --json` said of the app, before Clerk was added and after. */
  readonly handWork: { readonly before: readonly HandWork[]; readonly after: readonly HandWork[] };
  /** What Next.js wrote. */
  output(): string;
  stop(): Promise<void>;
}

export interface HandWork {
  readonly title: string;
  readonly file?: string;
}

/** A port that nobody listens at: the app's way to the world. */
const NOWHERE = "http://127.0.0.1:9";

export async function startFreshApp(): Promise<FreshApp> {
  const home = await mkdtemp(join(REPOSITORY, "e2e/.app-"));
  const directory = join(home, "my-app");
  const ports = await findFreePorts();
  const running: RunningProcess[] = [];

  async function stop(): Promise<void> {
    for (const program of running.reverse()) await program.stop();
    await removeProject(directory);
    await rm(home, { recursive: true, force: true });
  }

  try {
    await createNextApp(home);
    const before = await initialize(directory, ports);
    await followClerksQuickstart(directory);
    const after = await initialize(directory, ports);
    await followTheGuide(directory);
    running.push(await startDev(["--dir", directory]));
    const block = await finish(["env", "--framework", "next", "--dir", directory]);
    await writeFile(join(directory, ".env.local"), block);
    const app = startProgram({
      command: ["next", "dev", "-H", "localhost", "-p", String(ports.app)],
      directory,
      // Next.js looks for the packages' root up to the home folder, which must not lie between.
      env: { HOME: tmpdir(), HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE },
    });
    running.push(app);
    const url = `http://localhost:${ports.app}`;
    await until(() => answers(url), app);
    const env = await readEnvironment(["--dir", directory]);
    return { url, env, handWork: { before, after }, output: app.output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function createNextApp(home: string): Promise<void> {
  const choices = ["--ts", "--app", "--src-dir", "--no-eslint", "--no-tailwind", "--use-npm"];
  const create = startProgram({
    command: ["create-next-app", "my-app", ...choices, "--skip-install", "--disable-git", "--yes"],
    directory: home,
    env: { HOME: tmpdir() },
  });
  await until(() => create.exitCode() === 0, create);
}

async function initialize(directory: string, { base }: Ports): Promise<readonly HandWork[]> {
  const project = ["--dir", directory, "--port-base", String(base)];
  return JSON.parse(await finish(["init", "--yes", "--json", ...project])).handWork;
}
