// A newcomer's app: made by create-next-app, with Clerk added as its quickstart says and the code of docs/guide.md, on a
// stack of its own. It gets Rowlock's addresses and keys by nothing but .env.local, and reaches no host but this machine.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { placeCluster } from "../../packages/rowlock/src/database/cluster/place-cluster.ts";
import { findFreePorts, type Ports } from "./free-ports.ts";
import { followClerksQuickstart, followTheGuide } from "./newcomer.ts";
import { REPOSITORY, type RunningProcess, startProgram, startRowlock } from "./running-process.ts";

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

const PATIENCE = 240_000;

/** A port that nobody listens at: the app's way to the world. */
const NOWHERE = "http://127.0.0.1:9";

export async function startFreshApp(): Promise<FreshApp> {
  const home = await mkdtemp(join(REPOSITORY, "e2e/.app-"));
  const directory = join(home, "my-app");
  const ports = await findFreePorts();
  const running: RunningProcess[] = [];

  async function stop(): Promise<void> {
    for (const program of running.reverse()) await program.stop();
    // As root the cluster lies outside the project's folder.
    const stateDirectory = join(directory, ".rowlock");
    const { dataDirectory } = placeCluster({ projectDirectory: directory, stateDirectory });
    await rm(dataDirectory, { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
  }

  try {
    await createNextApp(home);
    const before = await initialize(directory, ports);
    await followClerksQuickstart(directory);
    const after = await initialize(directory, ports);
    await followTheGuide(directory);
    const stack = startRowlock({ args: ["dev", "--dir", directory] });
    running.push(stack);
    await until(() => stack.output().includes("Ready in"), stack);
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
    const env = JSON.parse(await finish(["env", "--json", "--dir", directory]));
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

/** Runs a command of Rowlock to its end and gives what it wrote. */
async function finish(args: readonly string[]): Promise<string> {
  const program = startRowlock({ args });
  await until(() => program.exitCode() === 0, program);
  await program.stop();
  return program.output();
}

async function until(
  holds: () => boolean | Promise<boolean>,
  program: RunningProcess,
): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!(await holds())) {
    if ((program.exitCode() ?? 0) !== 0 || Date.now() > deadline) {
      throw new Error(`It did not come about:\n${program.output()}`);
    }
    await sleep(50);
  }
}

async function answers(url: string): Promise<boolean> {
  const answer = await fetch(url).catch(() => undefined);
  return answer?.ok ?? false;
}
