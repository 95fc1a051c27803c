// The bench's side of processes that hold sockets, so that no single one of them is the brake.
import { createInterface } from "node:readline";
import { startChild } from "../child.ts";
import {
  type Heard,
  LONGEST_LATENCY,
  type SocketAnswer,
  type SocketCommand,
  type SocketPlan,
} from "./socket-messages.ts";

export interface HeldSockets {
  readonly pids: readonly number[];
  begin(): Promise<void>;
  /** Of all of them since. */
  read(): Promise<Heard>;
  /** By the first socket of the first process. */
  send(command: Omit<Extract<SocketCommand, { kind: "send" }>, "kind">): Promise<void>;
  stop(): Promise<void>;
}

export interface HoldOptions {
  /** Of programs/sockets.ts. */
  readonly path: string;
  readonly processes: number;
}

export async function holdSockets(
  plans: readonly SocketPlan[],
  { path, processes }: HoldOptions,
): Promise<HeldSockets> {
  const all = Array.from({ length: processes }, () => startProcess(path));
  const share = Math.ceil(plans.length / processes);
  const ask = (command: SocketCommand) => Promise.all(all.map(({ send }) => send(command)));
  const held: HeldSockets = {
    pids: all.map(({ pid }) => pid),
    async begin() {
      await ask({ kind: "begin" });
    },
    async read() {
      const answers = await ask({ kind: "read" });
      return sum(answers.flatMap((answer) => (answer.kind === "heard" ? answer.heard : [])));
    },
    async send(command) {
      await all[0]?.send({ kind: "send", ...command });
    },
    async stop() {
      await Promise.all(all.map(({ stop }) => stop()));
    },
  };
  try {
    await Promise.all(
      all.map(({ send }, index) =>
        send({ kind: "open", plans: plans.slice(index * share, (index + 1) * share) }),
      ),
    );
  } catch (error) {
    await held.stop();
    throw error;
  }
  return held;
}

function startProcess(path: string) {
  const child = startChild({ command: process.execPath, args: [path] });
  const { stdin, stdout } = child.process;
  if (stdin === null || stdout === null) throw new Error("A process of the bench has no pipes");
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid,
    stop: child.stop,
    async send(command: SocketCommand): Promise<SocketAnswer> {
      stdin.write(`${JSON.stringify(command)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${path} ended`);
      const answer: SocketAnswer = JSON.parse(value);
      if (answer.kind === "failed") throw new Error(answer.message);
      return answer;
    },
  };
}

function sum(all: readonly Heard[]): Heard {
  const of = (name: Exclude<keyof Heard, "latencies">) =>
    all.reduce((total, heard) => total + heard[name], 0);
  const latencies = Array.from({ length: LONGEST_LATENCY + 1 }, (_, place) =>
    all.reduce((total, heard) => total + (heard.latencies[place] ?? 0), 0),
  );
  return {
    messages: of("messages"),
    foreign: of("foreign"),
    sent: of("sent"),
    cpu: of("cpu"),
    latencies,
  };
}

/** The latency, in milliseconds, that so much of all (0 to 1) came within. */
export function quantile({ latencies, messages }: Heard, share: number): number {
  let seen = 0;
  for (const [latency, count] of latencies.entries()) {
    seen += count;
    if (seen >= messages * share) return latency;
  }
  return LONGEST_LATENCY;
}
