// `npm run bench:realtime`: changes of a table to hundreds of subscribers with claims of their own, at fixed rates; a
// broadcast to a thousand clients against a bare `ws` server, in turn; and the Data API with the log open and closed, in turn.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startChild } from "./child.ts";
import { cpuSeconds, machineBusySeconds } from "./cpu-time.ts";
import { type HeldSockets, holdSockets, quantile } from "./load/hold-sockets.ts";
import { startLoadProcess } from "./load/load-process.ts";
import type { HttpLoad } from "./load/messages.ts";
import type { Heard } from "./load/socket-messages.ts";
import {
  type FanOutCell,
  type ListCell,
  type RateCell,
  renderRealtime,
} from "./report/realtime.ts";
import { median } from "./results.ts";
import {
  broadcastFrame,
  nameOf,
  openRealtimeSubject,
  type RealtimeSubject,
} from "./subjects/realtime.ts";

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    only: { type: "string", default: "changes,broadcast,list" },
    subscribers: { type: "string", default: "500" },
    rates: { type: "string", default: "64,96,128,192,256,384,512" },
    clients: { type: "string", default: "1000" },
    processes: { type: "string", default: "2" },
    seconds: { type: "string", default: "20" },
    rounds: { type: "string", default: "3" },
    "no-write": { type: "boolean", default: false },
  },
});
const subscribers = Number(values.subscribers);
const [firstRate = 64, ...higherRates] = values.rates.split(",").map(Number);
const clients = Number(values.clients);
const processes = Number(values.processes);
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const wanted = values.only.split(",");

/** Milliseconds: what a rate has to hold to count, and after how long what has not come is lost. */
const HIGHEST_P95 = 1_000;
const PATIENCE = 60_000;
/** Broadcasts under way at once. */
const AHEAD = 4;

const dist = import.meta.dirname;
const sockets = { path: join(dist, "sockets.js"), processes };
const before = loadavg()[0] ?? 0;
say("Starting a stack");
const subject = await openRealtimeSubject(dist);
try {
  const changes = wanted.includes("changes") ? await measureChanges(subject) : [];
  const broadcasts = wanted.includes("broadcast") ? await measureBroadcasts(subject) : [];
  const lists = wanted.includes("list") ? await measureLists(subject) : [];
  const markdown = renderRealtime(
    { changes, broadcasts, lists },
    {
      machine: `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} processors; Node ${process.versions.node}`,
      load: { before, after: loadavg()[0] ?? 0 },
      ...{ subscribers, clients, processes, seconds, rounds },
    },
  );
  process.stdout.write(`\n${markdown}`);
  if (!values["no-write"]) {
    const results = join(dist, "..", "results");
    mkdirSync(results, { recursive: true });
    writeFileSync(join(results, "realtime.md"), markdown);
  }
} finally {
  await subject.stop();
}

/** At the first rate, then at higher ones for as long as they hold. */
async function measureChanges(stack: RealtimeSubject): Promise<readonly RateCell[]> {
  const cells: RateCell[] = [];
  for (const seenBy of ["one", "all"] as const) {
    const plans = await Promise.all(
      Array.from({ length: subscribers }, (_, person) =>
        stack.subscriber(person, { ownOnly: seenBy === "one" }),
      ),
    );
    const held = await holdSockets(plans, sockets);
    try {
      const warm = { stack, seenBy, during: 3 };
      await untilHeard(held, deliveriesOf(await insertAt(firstRate, warm), seenBy));
      for (const rate of [firstRate, ...higherRates]) {
        const cell = await measureRate(held, { stack, seenBy, rate });
        cells.push(cell);
        say(`seen by ${seenBy}, ${rate} a second: p95 ${cell.p95} ms, ${cell.lost} lost`);
        if (cell.lost > 0 || cell.p95 >= HIGHEST_P95) break;
      }
    } finally {
      await held.stop();
    }
  }
  return cells;
}

interface RateOptions {
  readonly stack: RealtimeSubject;
  readonly seenBy: "one" | "all";
  readonly rate: number;
}

async function measureRate(
  held: HeldSockets,
  { stack, seenBy, rate }: RateOptions,
): Promise<RateCell> {
  await held.begin();
  const spent = readTimes(stack);
  const started = Date.now();
  const changes = await insertAt(rate, { stack, seenBy, during: seconds });
  const took = (Date.now() - started) / 1000;
  const expected = deliveriesOf(changes, seenBy);
  const heard = await untilHeard(held, expected);
  const times = spent();
  const perDelivery = (time: number) => (time / Math.max(1, heard.messages)) * 1e6;
  return {
    seenBy,
    rate,
    made: changes / took,
    deliveries: heard.messages / took,
    p50: quantile(heard, 0.5),
    p95: quantile(heard, 0.95),
    p99: quantile(heard, 0.99),
    lost: expected - heard.messages,
    foreign: heard.foreign,
    serverCpu: perDelivery(times.server),
    databaseCpu: perDelivery(times.database),
    clientCpu: perDelivery(heard.cpu),
    others: Math.max(0, times.machine - times.server - times.database - heard.cpu) / took,
  };
}

/** Each a transaction of its own, at its time, however long the one before takes; gives how many. */
async function insertAt(
  rate: number,
  { stack, seenBy, during }: Omit<RateOptions, "rate"> & { readonly during: number },
): Promise<number> {
  const total = rate * during;
  const started = Date.now();
  const done: Promise<unknown>[] = [];
  for (let turn = 0; turn < total; turn += 1) {
    const wait = started + (turn * 1000) / rate - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const owner = seenBy === "one" ? nameOf(turn % subscribers) : null;
    done.push(
      stack.pool.query({
        name: "insert",
        text: "insert into bench_tasks (user_id, sent_at, title) values ($1, $2, 'a task as people have them')",
        values: [owner, Date.now()],
      }),
    );
  }
  await Promise.all(done);
  return total;
}

function deliveriesOf(changes: number, seenBy: RateOptions["seenBy"]): number {
  return changes * (seenBy === "one" ? 1 : subscribers);
}

/** Waits until so much has come, or no longer. */
async function untilHeard(held: HeldSockets, messages: number): Promise<Heard> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const heard = await held.read();
    if (heard.messages >= messages || Date.now() > until) return heard;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Waits until nothing more comes. */
async function quiet(held: HeldSockets): Promise<void> {
  for (let last = -1; ; ) {
    const { messages } = await held.read();
    if (messages === last) return;
    last = messages;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function measureBroadcasts(stack: RealtimeSubject): Promise<readonly FanOutCell[]> {
  const bare = startChild({
    command: process.execPath,
    args: [join(dist, "bare-sockets.js")],
  });
  const port = await bare.waitFor(/Listening on (\d+)/);
  const bareUrl = `ws://127.0.0.1:${port}`;
  const ways = [
    { what: "a bare ws server", pid: bare.pid, plan: () => ({ url: bareUrl }) },
    { what: "a channel", pid: stack.pid, plan: stack.member },
  ];
  const samples = new Map(ways.map(({ what }) => [what, [] as FanOutCell[]]));
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const { what, pid, plan } of ways) {
        const held = await holdSockets(Array.from({ length: clients }, plan), sockets);
        try {
          const cell = await measureFanOut(held, { what, pid, without: stack.database });
          samples.get(what)?.push(cell);
          say(`${what}: ${Math.round(cell.deliveries)} delivered a second, p95 ${cell.p95} ms`);
        } finally {
          await held.stop();
        }
      }
    }
  } finally {
    await bare.stop();
  }
  return [...samples].map(([what, found]) => ({
    what,
    deliveries: median(found.map((cell) => cell.deliveries)),
    p50: median(found.map((cell) => cell.p50)),
    p95: median(found.map((cell) => cell.p95)),
    serverCpu: median(found.map((cell) => cell.serverCpu)),
    lost: found.reduce((sum, cell) => sum + cell.lost, 0),
  }));
}

interface FanOut {
  readonly what: string;
  readonly pid: number;
  readonly without: number;
}

async function measureFanOut(
  held: HeldSockets,
  { what, pid, without }: FanOut,
): Promise<FanOutCell> {
  const send = (during: number) =>
    held.send({ seconds: during, ahead: AHEAD, frame: broadcastFrame() });
  await send(1);
  await held.begin();
  const cpu = cpuSeconds(pid, { without });
  const started = Date.now();
  await send(seconds / 4);
  const took = (Date.now() - started) / 1000;
  await quiet(held);
  const heard = await held.read();
  return {
    what,
    deliveries: heard.messages / took,
    p50: quantile(heard, 0.5),
    p95: quantile(heard, 0.95),
    serverCpu: ((cpuSeconds(pid, { without }) - cpu) / heard.messages) * 1e6,
    lost: heard.sent * (clients - 1) - heard.messages,
  };
}

async function measureLists(stack: RealtimeSubject): Promise<readonly ListCell[]> {
  const load = startLoadProcess<HttpLoad>({ path: join(dist, "load.js") });
  const token = await stack.token(0);
  const cells: ListCell[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const held = await holdSockets([await stack.subscriber(0)], { ...sockets, processes: 1 });
      if ((await stack.slots()) === 0) throw new Error("The log is not open");
      const open = await measureList(stack, { load, token });
      await held.stop();
      say("Waiting until the log is left");
      while ((await stack.slots()) > 0) await new Promise((resolve) => setTimeout(resolve, 1_000));
      cells.push({ open, closed: await measureList(stack, { load, token }) });
      say(`list, log open / closed: ${(open / (cells.at(-1)?.closed ?? 1)).toFixed(2)}`);
    }
  } finally {
    await load.stop();
  }
  return cells;
}

/** Requests a second. */
async function measureList(
  { port }: RealtimeSubject,
  {
    load,
    token,
  }: { readonly load: ReturnType<typeof startLoadProcess<HttpLoad>>; readonly token: string },
): Promise<number> {
  await load.warm({
    host: "127.0.0.1",
    port,
    method: "GET",
    path: "/rest/v1/bench_tasks?select=id,title&limit=20",
    headers: {},
    tokens: [token],
    status: 200,
    connections: 16,
    warmUpSeconds: 1,
  });
  const result = await load.measure(seconds / 4);
  if (result.errors > 0) throw new Error(`${result.errors} wrong answers`);
  return result.requests / result.seconds;
}

function readTimes({ pid, database }: RealtimeSubject) {
  const read = () => ({
    server: cpuSeconds(pid, { without: database }),
    database: cpuSeconds(database),
    machine: machineBusySeconds(),
  });
  const start = read();
  return () => {
    const end = read();
    return {
      server: end.server - start.server,
      database: end.database - start.database,
      machine: end.machine - start.machine,
    };
  };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
