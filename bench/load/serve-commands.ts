// The loop of a process that makes load: reads commands from standard input and answers each on standard output.
import { createInterface } from "node:readline";
import { runClosedLoop } from "./closed-loop.ts";
import type { LoadResult } from "./load-result.ts";
import type { LoadAnswer, LoadCommand } from "./messages.ts";

/** A load that is ready to run. */
export interface PreparedLoad {
  readonly connections: number;
  readonly warmUpSeconds: number;
  ask(asker: number, turn: number): Promise<number | undefined>;
  close(): Promise<void> | void;
}

export async function serveCommands<Load>(
  prepare: (load: Load) => Promise<PreparedLoad>,
): Promise<void> {
  let prepared: PreparedLoad | undefined;

  async function carryOut(command: LoadCommand<Load>): Promise<LoadAnswer> {
    if (command.kind === "warm") {
      prepared = await prepare(command.load);
      await run(prepared, prepared.warmUpSeconds);
      return { kind: "warmed" };
    }
    if (prepared === undefined) return { kind: "failed", message: "Nothing was warmed up" };
    const result = await run(prepared, command.seconds);
    await prepared.close();
    prepared = undefined;
    return { kind: "measured", result };
  }

  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await carryOut(JSON.parse(line)).catch(
      (error: unknown): LoadAnswer => ({ kind: "failed", message: String(error) }),
    );
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

function run(load: PreparedLoad, seconds: number): Promise<LoadResult> {
  return runClosedLoop({
    askers: load.connections,
    seconds,
    ask: (asker, turn) => load.ask(asker, turn),
  });
}
