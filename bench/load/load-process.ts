// The bench's side of a process that makes load.
import { createInterface } from "node:readline";
import { type Child, startChild } from "../child.ts";
import type { LoadResult } from "./load-result.ts";
import type { LoadAnswer, LoadCommand } from "./messages.ts";

export interface LoadProcess<Load> {
  readonly pid: number;
  warm(load: Load): Promise<void>;
  measure(seconds: number): Promise<LoadResult>;
  stop(): Promise<void>;
}

export interface LoadProgram {
  readonly path: string;
  readonly env?: Readonly<Record<string, string>>;
}

export function startLoadProcess<Load>({ path, env = {} }: LoadProgram): LoadProcess<Load> {
  const child: Child = startChild({ command: process.execPath, args: [path], env });
  const { stdin, stdout } = child.process;
  if (stdin === null || stdout === null) throw new Error("A process of the bench has no pipes");
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();

  async function send(command: LoadCommand<Load>): Promise<LoadAnswer> {
    stdin?.write(`${JSON.stringify(command)}\n`);
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${path} ended`);
    const answer: LoadAnswer = JSON.parse(value);
    if (answer.kind === "failed") throw new Error(answer.message);
    return answer;
  }

  return {
    pid: child.pid,
    async warm(load) {
      await send({ kind: "warm", load });
    },
    async measure(seconds) {
      const answer = await send({ kind: "measure", seconds });
      if (answer.kind === "measured") return answer.result;
      throw new Error("A load was not measured");
    },
    stop: child.stop,
  };
}
