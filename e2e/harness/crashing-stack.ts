// The example's stack without its app, on a project of its own, that a test can end as a crash does and start again.
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { placeCluster } from "../../packages/rowlock/src/database/cluster/place-cluster.ts";
import { findFreePorts } from "./free-ports.ts";
import { REPOSITORY, type RunningProcess, startRowlock } from "./running-process.ts";

export interface CrashingStack {
  /** Everything that `rowlock env --json` names. */
  readonly env: Readonly<Record<string, string>>;
  /** Kills it with SIGKILL and starts it again. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it with the example's database and one webhook endpoint. */
export async function startCrashingStack(webhookUrl: string): Promise<CrashingStack> {
  const directory = await mkdtemp(join(tmpdir(), "rowlock-webhooks-"));
  await cp(join(REPOSITORY, "examples/nextjs/supabase"), join(directory, "supabase"), {
    recursive: true,
  });
  await writeFile(
    join(directory, "rowlock.toml"),
    `[[clerk.webhooks]]\nurl = "${webhookUrl}"\nevents = ["user.*"]\n`,
  );
  const { base } = await findFreePorts();
  const project = ["--dir", directory, "--port-base", String(base)];
  let stack = await startReady(project);
  let restarting: Promise<void> = Promise.resolve();

  async function restart(): Promise<void> {
    await stack.kill();
    stack = await startReady(project);
  }

  async function stop(): Promise<void> {
    await restarting.catch(() => {});
    await stack.stop();
    // As root the cluster lies outside the project's folder.
    const stateDirectory = join(directory, ".rowlock");
    const { dataDirectory } = placeCluster({ projectDirectory: directory, stateDirectory });
    await rm(dataDirectory, { recursive: true, force: true });
    await rm(directory, { recursive: true, force: true });
  }

  return {
    env: await readEnvironment(project),
    crash() {
      restarting = restarting.then(restart);
      return restarting;
    },
    stop,
  };
}

async function startReady(project: readonly string[]): Promise<RunningProcess> {
  const stack = startRowlock({ args: ["dev", ...project] });
  while (!stack.output().includes("Ready in")) {
    if (stack.exitCode() !== null) throw new Error(`It did not start:\n${stack.output()}`);
    await sleep(20);
  }
  return stack;
}

async function readEnvironment(project: readonly string[]): Promise<Record<string, string>> {
  const program = startRowlock({ args: ["env", "--json", ...project] });
  while (program.exitCode() === null) await sleep(20);
  await program.stop();
  return JSON.parse(program.output());
}
