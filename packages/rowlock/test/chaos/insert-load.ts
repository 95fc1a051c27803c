// A load of inserts whose acknowledgements are recorded, for runs that kill what serves them: whatever was acknowledged
// must be there afterwards, and of a batch either every row or none.
import { setTimeout as sleep } from "node:timers/promises";

/** The table: `create table load (batch int, part int, primary key (batch, part))`. */
export interface LoadRow {
  readonly batch: number;
  readonly part: number;
}

export const LOAD_TABLE =
  "create table load (batch int, part int, primary key (batch, part)); grant select, insert on load to service_role;";

const ROWS_PER_BATCH = 3;

export interface InsertLoadOptions {
  /** Sends one batch; true when the server said that it is kept. May reject: then nobody knows. */
  readonly insert: (rows: readonly LoadRow[]) => Promise<boolean>;
  readonly clients: number;
}

export interface InsertLoad {
  readonly acknowledged: ReadonlySet<number>;
  /** Resolves with the next acknowledgement. */
  next(): Promise<void>;
  stop(): Promise<void>;
}

export function startInsertLoad({ insert, clients }: InsertLoadOptions): InsertLoad {
  const acknowledged = new Set<number>();
  let waiting: (() => void)[] = [];
  let sent = 0;
  let stopped = false;

  async function send(): Promise<void> {
    while (!stopped) {
      sent += 1;
      const batch = sent;
      const parts = Array.from({ length: ROWS_PER_BATCH }, (_, part) => ({ batch, part }));
      const kept = await insert(parts).catch(() => false);
      if (kept) {
        acknowledged.add(batch);
        for (const tell of waiting.splice(0)) tell();
      } else await sleep(20);
    }
  }

  const ended = Promise.all(Array.from({ length: clients }, send));
  return {
    acknowledged,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    async stop() {
      stopped = true;
      await ended;
      waiting = [];
    },
  };
}

export interface LoadVerdict {
  readonly acknowledged: number;
  /** Batches that were acknowledged and are not there. */
  readonly lost: readonly number[];
  /** Batches of which a part is there. */
  readonly halved: readonly number[];
}

/** Holds what is in the table against what was acknowledged. */
export function judgeLoad(
  load: Pick<InsertLoad, "acknowledged">,
  rows: readonly LoadRow[],
): LoadVerdict {
  const found = new Map<number, number>();
  for (const { batch } of rows) found.set(batch, (found.get(batch) ?? 0) + 1);
  return {
    acknowledged: load.acknowledged.size,
    lost: [...load.acknowledged].filter((batch) => !found.has(batch)),
    halved: [...found].filter(([, count]) => count !== ROWS_PER_BATCH).map(([batch]) => batch),
  };
}
