// Changes between the log and whoever judges them: in order, and never more than a little. When it is full the log is
// left unread, so a flood waits on the server's disk.
import type { LoggedRow, LoggedTable } from "./decode-message.ts";

export interface LoggedChange {
  readonly kind: "INSERT" | "UPDATE" | "DELETE";
  readonly table: LoggedTable;
  /** Milliseconds since 1970. */
  readonly committedAt: number;
  /** As the log names it. */
  readonly transaction: number;
  readonly row: LoggedRow | undefined;
  readonly old: LoggedRow | undefined;
  /** About how much memory it holds. */
  readonly size: number;
}

export interface ChangeQueue {
  readonly isFull: boolean;
  readonly isClosed: boolean;
  push(change: LoggedChange): void;
  /** Waits for the next ones, and gives as many as may be judged at once; undefined: it was closed. */
  take(): Promise<readonly LoggedChange[] | undefined>;
  close(): void;
}

interface Limits {
  readonly changes: number;
  readonly bytes: number;
}

const HELD: Limits = { changes: 2_000, bytes: 8 * 1024 * 1024 };
const AT_ONCE: Limits = { changes: 200, bytes: 1024 * 1024 };

export function createChangeQueue(): ChangeQueue {
  let held: LoggedChange[] = [];
  let bytes = 0;
  let closed = false;
  let wake: (() => void) | undefined;

  function next(): readonly LoggedChange[] {
    const taken: LoggedChange[] = [];
    let size = 0;
    for (const change of held) {
      if (taken.length >= AT_ONCE.changes) break;
      if (size > 0 && size + change.size > AT_ONCE.bytes) break;
      taken.push(change);
      size += change.size;
    }
    held = held.slice(taken.length);
    bytes -= size;
    return taken;
  }

  return {
    get isFull() {
      return held.length >= HELD.changes || bytes >= HELD.bytes;
    },
    get isClosed() {
      return closed;
    },
    push(change) {
      bytes += change.size;
      held.push(change);
      wake?.();
    },
    async take() {
      while (held.length === 0 && !closed) {
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
