// Holds sockets and measures how long ago what comes was sent. It reads nothing else of a message, so that hundreds of
// sockets in one process are no brake.
import { createInterface } from "node:readline";
import { WebSocket } from "ws";
import {
  type Heard,
  LONGEST_LATENCY,
  type SentFrame,
  type SocketAnswer,
  type SocketCommand,
  type SocketPlan,
  TIME_DIGITS,
  TIME_MARK,
} from "../load/socket-messages.ts";

const OPENED_AT_ONCE = 20;

const sockets: WebSocket[] = [];
const latencies = new Uint32Array(LONGEST_LATENCY + 1);
let messages = 0;
let foreign = 0;
let sent = 0;
let cpuBefore = process.cpuUsage();
let onMessage = () => {};

async function open({ url, join, readyBy, own }: SocketPlan): Promise<void> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  sockets.push(socket);
  let isReady = readyBy === undefined;
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("A socket was closed")));
    socket.once("open", () => {
      if (join !== undefined) socket.send(join);
      if (isReady) resolve();
    });
    socket.on("message", (data: Buffer) => {
      if (!isReady && readyBy !== undefined && data.includes(readyBy)) {
        isReady = true;
        resolve();
      }
      const at = data.indexOf(TIME_MARK);
      if (at < 0) return;
      const from = at + TIME_MARK.length;
      const late = Date.now() - Number(data.toString("latin1", from, from + TIME_DIGITS));
      const place = Math.max(0, Math.min(LONGEST_LATENCY, late));
      latencies[place] = (latencies[place] ?? 0) + 1;
      messages += 1;
      if (own !== undefined && !data.includes(own)) foreign += 1;
      onMessage();
    });
  });
}

async function openAll(plans: readonly SocketPlan[]): Promise<void> {
  for (let from = 0; from < plans.length; from += OPENED_AT_ONCE) {
    await Promise.all(plans.slice(from, from + OPENED_AT_ONCE).map(open));
  }
}

function begin(): void {
  messages = 0;
  foreign = 0;
  sent = 0;
  latencies.fill(0);
  cpuBefore = process.cpuUsage();
}

/** As fast as they come back to this process's sockets. */
async function send(seconds: number, ahead: number, frame: SentFrame): Promise<void> {
  const [speaker] = sockets;
  const [head, tail] = [Buffer.from(frame.head, "base64"), Buffer.from(frame.tail, "base64")];
  const end = Date.now() + seconds * 1000;
  // The speaker does not hear itself.
  const hearers = sockets.length - 1;
  await new Promise<void>((resolve) => {
    const goOn = () => {
      while (Date.now() < end && (sent - ahead) * hearers < messages) {
        sent += 1;
        speaker?.send(Buffer.concat([head, Buffer.from(String(Date.now())), tail]));
      }
      if (Date.now() >= end && messages >= sent * hearers) resolve();
    };
    onMessage = goOn;
    goOn();
  });
  onMessage = () => {};
}

function read(): Heard {
  const { user, system } = process.cpuUsage(cpuBefore);
  return { messages, foreign, sent, latencies: [...latencies], cpu: (user + system) / 1e6 };
}

async function carryOut(command: SocketCommand): Promise<SocketAnswer> {
  switch (command.kind) {
    case "open":
      await openAll(command.plans);
      return { kind: "opened" };
    case "begin":
      begin();
      return { kind: "begun" };
    case "send":
      await send(command.seconds, command.ahead, command.frame);
      return { kind: "heard", heard: read() };
    case "read":
      return { kind: "heard", heard: read() };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await carryOut(JSON.parse(line)).catch(
    (error: unknown): SocketAnswer => ({ kind: "failed", message: String(error) }),
  );
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
