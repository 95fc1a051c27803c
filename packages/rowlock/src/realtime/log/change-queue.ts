// Changes between the log and whoever judges them: in order, and never more than a little. When it is full the log is
// left unread, so a flood waits on the server's disk.
import type { LoggedRow, LoggedTable } from "./decode-message.ts";
import type { Lsn } from "./lsn.ts";

export interface LoggedChange {
  readonly kind: "INSERT" | "UPDATE" | "DELETE";
  readonly table: LoggedTable;
  /** Milliseconds since 1970. */
  readonly committedAt: number;
  readonly row: LoggedRow | undefined;
  readonly old: LoggedRow | undefined;
  /** About how much memory it holds. */
  readonly size: number;
}

export interface TakenChanges {
  readonly changes: readonly LoggedChange[];
  /** The end of the last transaction that is now taken whole; undefined: none. */
  readonly end: Lsn | undefined;
}

export interface ChangeQueue {
  readonly isFull: boolean;
  readonly isEmpty: boolean;
  readonly isClosed: boolean;
  push(change: LoggedChange): void;
  /** Behind the changes of a transaction. */
  endTransaction(end: Lsn): void;
  /** Waits for the next ones, and gives as many as may be judged at once; undefined: it was closed. */
  take(): Promise<TakenChanges | undefined>;
  close(): void;
}

interface Limits {
  readonly changes: number;
  readonly bytes: number;
}

const HELD: Limits = { changes: 2_000, bytes: 8 * 1024 * 1024 };
const AT_ONCE: Limits = { changes: 200, bytes: 1024 * 1024 };

export function createChangeQueue(): ChangeQueue {
  let entries: (LoggedChange | Lsn)[] = [];
  let changes = 0;
  let bytes = 0;
  let closed = false;
  let wake: (() => void) | undefined;

  function add(entry: LoggedChange | Lsn): void {
    entries.push(entry);
    wake?.();
  }

  function next(): TakenChanges {
    const taken: LoggedChange[] = [];
    let size = 0;
    let end: Lsn | undefined;
    let count = 0;
    for (const entry of entries) {
      if (typeof entry === "bigint") end = entry;
      else {
        if (taken.length >= AT_ONCE.changes || (size > 0 && size + entry.size > AT_ONCE.bytes))
          break;
        taken.push(entry);
        size += entry.size;
      }
      count += 1;
    }
    entries = entries.slice(count);
    changes -= taken.length;
    bytes -= size;
    return { changes: taken, end };
  }

  return {
    get isFull() {
      return changes >= HELD.changes || bytes >= HELD.bytes;
    },
    get isEmpty() {
      return entries.length === 0;
    },
    get isClosed() {
      return closed;
    },
    push(change) {
      changes += 1;
      bytes += change.size;
      add(change);
    },
    endTransaction: add,
    async take() {
      while (entries.length === 0 && !closed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
      return closed ? undefined : next();
    },
    close() {
      closed = true;
      wake?.();
    },
  };
}
