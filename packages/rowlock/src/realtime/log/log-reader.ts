// Reads the log for as long as somebody wants to know, over a connection that is made again whenever it is lost.
// Guarantees: what was committed comes in its order, each change once; where the log could not be followed without a gap,
// that is told.
import { rowlockError } from "../../errors/registry.ts";
import type { ChangeQueue } from "./change-queue.ts";
import { decodeMessage, type LoggedRow, type LoggedTable } from "./decode-message.ts";
import { dropSlot, type LogSlot, newSlot, prepareSlot } from "./log-slot.ts";
import type { Lsn } from "./lsn.ts";
import { type LogStream, openStream } from "./open-stream.ts";

export interface LogReaderOptions {
  /** Of a login that may replicate. */
  readonly connectionString: string;
  readonly temporarySlot: boolean;
  readonly publications: readonly string[];
  readonly queue: ChangeQueue;
  /** Whether a table's changes go into the queue. */
  readonly wants: (table: LoggedTable) => boolean;
  /** Whether its new rows are told at once, by onRow. */
  readonly tellsRows: (table: LoggedTable) => boolean;
  readonly onRow: (table: LoggedTable, row: LoggedRow) => void;
  /** The log is being read; with a gap where what was committed meanwhile is lost. */
  readonly onReading: (reading: { readonly gap: boolean }) => void;
  /** It is not read any more, or not yet; the next try follows by itself. */
  readonly onInterrupted: (error: unknown) => void;
}

export interface LogReader {
  /** The queue may have room again. */
  resume(): void;
  /** Leaves the connection for a moment: a server that is to stop waits until it has sent everything. */
  interrupt(): void;
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 5_000;

export function openLogReader(options: LogReaderOptions): LogReader {
  const { connectionString, temporarySlot, queue } = options;
  const decoding = createDecoding(options);
  let slot: LogSlot = newSlot({ temporary: temporarySlot });
  let stream: LogStream | undefined;
  let paused = false;
  /** Everything before it is in our hands, and need not be told again while we live. */
  let received: Lsn = 0n;
  let hasRead = false;
  let closed = false;
  let cutShort: () => void = () => {};

  async function openOnce(): Promise<LogStream> {
    if (slot.temporary) slot = newSlot(slot);
    const { publications, continues } = await prepareSlot({ ...options, slot });
    if (!continues) {
      decoding.forget();
      received = 0n;
    }
    const opened = await openStream({
      connectionString,
      slot: slot.name,
      temporary: slot.temporary,
      publications,
      from: decoding.end(),
      onMessage(bytes) {
        decoding.read(bytes);
        const end = decoding.end() ?? 0n;
        if (end > received) received = end;
        if (queue.isFull && !paused) {
          paused = true;
          stream?.pause();
        }
      },
      onCaughtUp(lsn) {
        if (!decoding.isInside() && lsn > received) received = lsn;
      },
      confirmed: () => received,
    });
    const gap = hasRead && !continues;
    hasRead = true;
    if (!closed) options.onReading({ gap });
    return opened;
  }

  async function follow(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!closed) {
      let error: unknown;
      try {
        stream = await openOnce();
        if (closed) await stream.close();
        else if (paused) stream.pause();
        pause = FIRST_PAUSE_MS;
        error = await stream.ended;
      } catch (caught) {
        error = caught;
      }
      stream = undefined;
      if (closed) return;
      options.onInterrupted(toLogError(error));
      if (isPublicationGone(error)) await dropSlot({ connectionString, slot }).catch(() => {});
      await sleep(pause);
      pause = Math.min(pause * 2, MAX_PAUSE_MS);
    }
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      cutShort = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  const following = follow();
  return {
    resume() {
      if (!paused || queue.isFull) return;
      paused = false;
      stream?.resume();
    },
    interrupt() {
      if (paused) void stream?.close();
    },
    async close() {
      closed = true;
      cutShort();
      await stream?.close();
      await following;
      await dropSlot({ connectionString, slot }).catch(() => {});
    },
  };
}

/** Follows transactions and tables, and leaves out what was read before a connection was lost. */
function createDecoding({ queue, wants, tellsRows, onRow }: LogReaderOptions) {
  const tables = new Map<number, LoggedTable>();
  /** The end of the last transaction that was read whole. */
  let end: Lsn | undefined;
  let commit: Lsn = 0n;
  let committedAt = 0;
  let transaction = 0;
  let isInside = false;
  /** How many changes of the transaction were read, now and before the connection was lost. */
  let read = 0;
  let readBefore = 0;

  const isWanted = (oid: number) => {
    const table = tables.get(oid);
    return table !== undefined && (wants(table) || tellsRows(table));
  };

  function handle(bytes: Buffer): void {
    const message = decodeMessage(bytes, isWanted);
    switch (message.kind) {
      case "begin":
        readBefore = message.commit === commit ? Math.max(read, readBefore) : 0;
        read = 0;
        ({ commit, committedAt, transaction } = message);
        isInside = true;
        return;
      case "commit":
        isInside = false;
        commit = 0n;
        end = message.end;
        return;
      case "table":
        tables.set(message.table.oid, message.table);
        return;
      case "unwanted":
        read += 1;
        return;
      case "other":
        return;
    }
    read += 1;
    const table = tables.get(message.oid);
    if (read <= readBefore || table === undefined) return;
    const row = message.kind === "delete" ? undefined : message.row;
    const old = message.kind === "insert" ? undefined : message.old;
    if (message.kind === "insert" && tellsRows(table)) onRow(table, message.row);
    if (!wants(table)) return;
    queue.push({
      kind: KINDS[message.kind],
      table,
      committedAt,
      transaction,
      row,
      old,
      size: bytes.length,
    });
  }

  return {
    read: handle,
    end: () => end,
    isInside: () => isInside,
    /** The log is read from another place on. */
    forget() {
      end = undefined;
      commit = 0n;
      isInside = false;
    },
  };
}

const KINDS = { insert: "INSERT", update: "UPDATE", delete: "DELETE" } as const;

// 42704 while reading: the log holds changes of a time when a publication of ours was not there, and can't be read past
// them. PostgreSQL says the same of a slot that is gone.
function isPublicationGone(error: unknown): boolean {
  return codeOf(error) === "42704";
}

function codeOf(error: unknown): string | undefined {
  return (error as { readonly code?: string } | undefined)?.code;
}

// 42501: the login may not replicate. 53400: all slots are taken. 0A000: what answers is a pooler or a standby.
function toLogError(error: unknown): unknown {
  const hint = {
    "42501": "Give the login the right: alter role ... replication",
    "53400": "Raise max_replication_slots, or drop a slot that nobody reads",
    "53300": "Raise max_wal_senders",
  }[codeOf(error) ?? ""];
  if (hint === undefined) return error;
  return rowlockError("REALTIME_LOG", {
    message: "The database does not let its log be read",
    hint,
    cause: error,
  });
}
