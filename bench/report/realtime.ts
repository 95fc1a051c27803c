// Changes, broadcasts and the Data API beside them, as tables.

export interface RateCell {
  /** How many subscribers a change is visible to. */
  readonly seenBy: "one" | "all";
  /** Changes a second that were asked for, and made. */
  readonly rate: number;
  readonly made: number;
  /** A second. */
  readonly deliveries: number;
  /** Milliseconds from before the INSERT until a client has it. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly lost: number;
  /** Messages that somebody else's row came in. */
  readonly foreign: number;
  /** Microseconds of processor time a delivery. */
  readonly serverCpu: number;
  readonly databaseCpu: number;
  readonly clientCpu: number;
  /** How many processors others took. */
  readonly others: number;
}

export interface FanOutCell {
  readonly what: string;
  readonly deliveries: number;
  readonly p50: number;
  readonly p95: number;
  readonly serverCpu: number;
  readonly lost: number;
}

/** Requests a second. */
export interface ListCell {
  readonly open: number;
  readonly closed: number;
}

export interface RealtimeFigures {
  readonly changes: readonly RateCell[];
  readonly broadcasts: readonly FanOutCell[];
  readonly lists: readonly ListCell[];
}

export interface RealtimeRun {
  readonly machine: string;
  readonly load: { readonly before: number; readonly after: number };
  readonly subscribers: number;
  readonly clients: number;
  readonly processes: number;
  readonly seconds: number;
  readonly rounds: number;
}

export function renderRealtime(
  { changes, broadcasts, lists }: RealtimeFigures,
  run: RealtimeRun,
): string {
  const { machine, load, processes } = run;
  return [
    "# What realtime bears",
    "",
    "Written by `npm run bench:realtime`; [docs/bench.md](../../docs/bench.md) says how it measures.",
    "",
    `- ${machine}; server, database and clients share the processors, the clients are ${processes} processes`,
    `- the machine's load before it began: ${load.before.toFixed(2)}; at the end, the bench's own in it: ${load.after.toFixed(2)}`,
    "",
    ...(changes.length === 0 ? [] : changeLines(changes, run)),
    ...(broadcasts.length === 0 ? [] : broadcastLines(broadcasts, run)),
    ...(lists.length === 0 ? [] : listLines(lists, run)),
  ].join("\n");
}

function changeLines(
  changes: readonly RateCell[],
  { subscribers, seconds }: RealtimeRun,
): readonly string[] {
  return [
    `Changes: ${subscribers} subscribers with claims of their own, row level security on, ${seconds} s each. Hosted gives 64 changes a second to 500 subscribers without row level security, at a p95 of 238 ms; under 1 s counts as held.`,
    "",
    "| visible to | changes/s | made | deliveries/s | p50 ms | p95 ms | p99 ms | lost | foreign | server µs | database µs | clients µs | others' processors |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...changes.map((cell) => `| ${rateColumns(cell).join(" | ")} |`),
    "",
  ];
}

function broadcastLines(
  broadcasts: readonly FanOutCell[],
  { clients, rounds, seconds }: RealtimeRun,
): readonly string[] {
  return [
    `Broadcast: ${clients} clients, one of whom sends as fast as it comes back; medians of ${rounds} rounds of ${seconds / 4} s in turn. The bar is 0.5 of a bare server.`,
    "",
    "| server | delivered/s | / bare | p50 ms | p95 ms | server µs | / bare | lost |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...broadcasts.map((cell) => `| ${fanOutColumns(cell, broadcasts[0] ?? cell).join(" | ")} |`),
    "",
  ];
}

function listLines(lists: readonly ListCell[], { seconds }: RealtimeRun): readonly string[] {
  return [
    `The Data API's list of 20 rows by 16 connections while the log is read, and while it is not, in turn, ${seconds / 4} s each:`,
    "",
    "| requests/s, log open | log closed | open / closed |",
    "| ---: | ---: | ---: |",
    ...lists.map(
      ({ open, closed }) => `| ${round(open)} | ${round(closed)} | ${(open / closed).toFixed(2)} |`,
    ),
    "",
  ];
}

function rateColumns(cell: RateCell): readonly string[] {
  return [
    cell.seenBy,
    String(cell.rate),
    cell.made.toFixed(1),
    round(cell.deliveries),
    ...[cell.p50, cell.p95, cell.p99, cell.lost, cell.foreign].map(String),
    ...[cell.serverCpu, cell.databaseCpu, cell.clientCpu].map((value) => value.toFixed(1)),
    cell.others.toFixed(2),
  ];
}

function fanOutColumns(cell: FanOutCell, bare: FanOutCell): readonly string[] {
  return [
    cell.what,
    round(cell.deliveries),
    (cell.deliveries / bare.deliveries).toFixed(2),
    String(cell.p50),
    String(cell.p95),
    cell.serverCpu.toFixed(2),
    (cell.serverCpu / bare.serverCpu).toFixed(2),
    String(cell.lost),
  ];
}

function round(value: number): string {
  return Math.round(value).toLocaleString("en");
}
