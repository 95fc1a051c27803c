// The example's stack without its app, on a project of its own, that a test can end as a crash does and start again.
import { cp, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePorts } from "../../packages/rowlock/test/free-ports.ts";
import { removeProject } from "../../packages/rowlock/test/remove-project.ts";
import { readEnvironment, startDev } from "./run-rowlock.ts";
import { REPOSITORY } from "./running-process.ts";

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
  let stack = await startDev(project);
  let restarting: Promise<void> = Promise.resolve();

  async function restart(): Promise<void> {
    await stack.kill();
    stack = await startDev(project);
  }

  async function stop(): Promise<void> {
    await restarting.catch(() => {});
    await stack.stop();
    await removeProject(directory);
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
