// Rowlock's commands as the harness needs them: a stack that is ready, a command's output, the environment of an app.
import { setTimeout as sleep } from "node:timers/promises";
import { type RunningProcess, startRowlock } from "./running-process.ts";

/** How long something may take to come about; only there to end a hang. */
const PATIENCE = 240_000;

/** Waits until something holds. @throws when the program fails first, or has ended and it still does not hold */
export async function until(
  holds: () => boolean | Promise<boolean>,
  program: RunningProcess,
): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const ended = program.exitCode() !== null;
    if (await holds()) return;
    if (ended || Date.now() > deadline) {
      throw new Error(`It did not come about:\n${program.output()}`);
    }
    await sleep(50);
  }
}

/** Starts `rowlock dev` and waits for its self-check. */
export async function startDev(args: readonly string[]): Promise<RunningProcess> {
  const stack = startRowlock({ args: ["dev", ...args] });
  await until(() => stack.output().includes("Ready in"), stack);
  return stack;
}

/** Runs a command to its end and gives what it wrote. @throws when it fails */
export async function finish(args: readonly string[]): Promise<string> {
  const program = startRowlock({ args });
  await until(() => program.exitCode() === 0, program);
  await program.stop();
  return program.output();
}

/** Everything that `rowlock env --json` names. `project` is the project's flags. */
export async function readEnvironment(project: readonly string[]): Promise<Record<string, string>> {
  return JSON.parse(await finish(["env", "--json", ...project]));
}

/** Whether a page is there. */
export async function answers(url: string): Promise<boolean> {
  const answer = await fetch(url).catch(() => undefined);
  return answer?.ok ?? false;
}
