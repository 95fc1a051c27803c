// One replication connection: PostgreSQL sends what the log tells, we say how far we have got. Paused, the rest waits in
// the log, on the server's disk, and nowhere in memory.
// pg connects and reads; it calls handleCopyData of what it was given, as it does for its own COPY.
// https://www.postgresql.org/docs/17/protocol-replication.html
import pg from "pg";
import { quoteIdentifier, quoteLiteral } from "../../sql/fragment.ts";
import { ByteCursor } from "./byte-cursor.ts";
import { formatLsn, type Lsn } from "./lsn.ts";

export interface OpenStreamOptions {
  readonly connectionString: string;
  readonly slot: string;
  /** True: the slot is made here, and goes with the connection. */
  readonly temporary: boolean;
  readonly publications: readonly string[];
  /** Transactions that ended before it are left out. Undefined: those that the slot has been told of as done. */
  readonly from: Lsn | undefined;
  /** One message of the output plugin, valid during the call only. */
  readonly onMessage: (bytes: Buffer) => void;
  /** Everything up to here has been sent. */
  readonly onCaughtUp: (lsn: Lsn) => void;
  /** Up to where nothing need be kept. */
  readonly confirmed: () => Lsn;
}

export interface LogStream {
  /** Settles when the stream has ended: with what ended it, or undefined when it was closed. */
  readonly ended: Promise<unknown>;
  pause(): void;
  resume(): void;
  /** Settles when the connection is gone. */
  close(): Promise<void>;
}

/** So often the server is told how far we are, and may forget what lies before. */
const TELL_MS = 2_000;
/** A server that does not answer a goodbye. */
const GOODBYE_MS = 1_000;

/** What we use of pg's Connection. */
interface Wire {
  readonly stream: { pause(): void; resume(): void; destroy(): void };
  query(text: string): void;
  sendCopyFromChunk(bytes: Buffer): void;
  end(): void;
  once(event: "replicationStart", listener: () => void): void;
}

/** @throws what pg and PostgreSQL say when it cannot be opened */
export async function openStream(options: OpenStreamOptions): Promise<LogStream> {
  const client = new pg.Client({
    connectionString: options.connectionString,
    application_name: "rowlock realtime",
    keepAlive: true,
    ...({ replication: "database" } as object),
  });
  const end = new AbortController();
  const fail = (error: unknown) => end.abort(error);
  client.on("error", fail);
  client.on("end", () => fail(new Error("The replication connection was closed")));
  const gone = new Promise<void>((resolve) => client.once("end", () => resolve()));
  try {
    await client.connect();
    if (options.temporary) {
      await client.query(
        `CREATE_REPLICATION_SLOT ${quoteIdentifier(options.slot)} TEMPORARY LOGICAL pgoutput NOEXPORT_SNAPSHOT`,
      );
    }
    const wire = await startCopy(client, { ...options, fail });
    return control({ wire, end: end.signal, gone, fail, confirmed: options.confirmed });
  } catch (error) {
    void client.end().catch(() => {});
    throw error;
  }
}

type Failing = { readonly fail: (error: unknown) => void };

function startCopy(client: pg.Client, options: OpenStreamOptions & Failing): Promise<Wire> {
  const { slot, from, publications, fail } = options;
  const names = publications.map(quoteIdentifier).join(",");
  const text = `START_REPLICATION SLOT ${quoteIdentifier(slot)} LOGICAL ${formatLsn(from ?? 0n)} (proto_version '1', publication_names ${quoteLiteral(names)})`;
  return new Promise((resolve, reject) => {
    client.query({
      submit(connection: pg.Connection) {
        const wire = connection as unknown as Wire;
        wire.once("replicationStart", () => resolve(wire));
        wire.query(text);
      },
      handleCopyData({ chunk }: { readonly chunk: Buffer }, wire: Wire) {
        try {
          if (readCopy(chunk, options)) tell(wire, options.confirmed());
        } catch (error) {
          fail(error);
        }
      },
      handleError(error: unknown) {
        reject(error);
        fail(error);
      },
      handleCommandComplete: () => {},
      handleReadyForQuery: () => fail(new Error("The server ended the replication")),
    } as pg.Submittable);
  });
}

const LOG_DATA = 0x77;
const LOG_DATA_HEADER = 25;
const KEEPALIVE = 0x6b;
const KEEPALIVE_ASKS = 17;

/** Whether the server wants to hear of us. */
function readCopy(chunk: Buffer, options: OpenStreamOptions): boolean {
  if (chunk[0] === LOG_DATA) options.onMessage(chunk.subarray(LOG_DATA_HEADER));
  if (chunk[0] !== KEEPALIVE) return false;
  options.onCaughtUp(new ByteCursor(chunk, 1).int64());
  return chunk[KEEPALIVE_ASKS] === 1;
}

interface ControlOptions extends Failing {
  readonly wire: Wire;
  readonly end: AbortSignal;
  readonly gone: Promise<void>;
  readonly confirmed: () => Lsn;
}

function control({ wire, end, gone, fail, confirmed }: ControlOptions): LogStream {
  const confirm = () => {
    if (!end.aborted) tell(wire, confirmed());
  };
  const timer = setInterval(confirm, TELL_MS);
  const ended = new Promise<unknown>((resolve) => {
    const settle = () => {
      clearInterval(timer);
      // What ended by itself may be stuck half-way.
      if (end.reason !== CLOSED) wire.stream.destroy();
      resolve(end.reason === CLOSED ? undefined : end.reason);
    };
    if (end.aborted) settle();
    else end.addEventListener("abort", settle, { once: true });
  });
  return {
    ended,
    pause: () => wire.stream.pause(),
    resume: () => wire.stream.resume(),
    async close() {
      if (end.aborted) return;
      confirm();
      fail(CLOSED);
      wire.stream.resume();
      wire.end();
      const late = setTimeout(() => wire.stream.destroy(), GOODBYE_MS);
      await gone;
      clearTimeout(late);
    },
  };
}

const CLOSED = Symbol("closed");

/** Written, flushed and applied are one to us. */
function tell(wire: Wire, lsn: Lsn): void {
  const bytes = Buffer.alloc(34);
  bytes.writeUInt8(0x72, 0);
  for (const at of [1, 9, 17]) bytes.writeBigUInt64BE(lsn, at);
  wire.sendCopyFromChunk(bytes);
}
