// Takes changes from the queue a few at a time, has them judged, and tells who may hear, in the order of the log. While a
// round is judged the next ones gather, so that a busy table is asked about many changes at once.
// What passes (a lost connection, a restart, a lock) is waited for: a change is told late, not lost.
import { groupBy } from "../../catalog/group-by.ts";
import type { ReadRunner } from "../../database/batch/batch.ts";
import type { QueryPool } from "../../database/pool/create-query-pool.ts";
import { PostgresError } from "../../database/postgres-error.ts";
import { rowlockError } from "../../errors/registry.ts";
import type { ChangeQueue, LoggedChange } from "../log/change-queue.ts";
import type { LoggedTable } from "../log/decode-message.ts";
import { type BadFilter, type Delivery, judgeTable } from "./judge-table.ts";
import { isPassing, isStale } from "./passing-errors.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { TableCache } from "./table-cache.ts";
import { untilVisible } from "./until-visible.ts";

export interface RoundsOptions {
  readonly queue: ChangeQueue;
  readonly subscriptions: Pick<Subscriptions, "interestedIn">;
  readonly tables: TableCache;
  readonly pool: QueryPool;
  readonly runner: (role: string) => ReadRunner;
  /** Some have been taken from the queue. */
  readonly onTaken: () => void;
  /** The database has been away for a while. */
  readonly onAway: () => void;
  readonly onBadFilter: (bad: BadFilter) => void;
  /** Holds no row. */
  readonly onError: (error: unknown) => void;
}

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 2_000;
/** So often a table's changes are tried that a lock or the like keeps from being judged. */
const MOST_TRIES = 12;
/** After so many tries a database that can't be reached counts as away. */
const AWAY_TRIES = 3;

/** Settles when the queue has been closed. */
export async function deliverRounds(options: RoundsOptions): Promise<void> {
  const { queue, onTaken } = options;
  for (let taken = await queue.take(); taken !== undefined; taken = await queue.take()) {
    onTaken();
    await deliverRound(taken, options);
  }
}

async function deliverRound(
  changes: readonly LoggedChange[],
  options: RoundsOptions,
): Promise<void> {
  const places = changes.map((change, place) => ({ change, place }));
  const byTable = groupBy(places, ({ change }) => change.table);
  const judged = await Promise.all(
    [...byTable].map(async ([table, entries]) => {
      const told = await judgeInTheEnd({
        ...options,
        table,
        changes: entries.map(({ change }) => change),
      });
      return told.map((delivery) => ({ ...delivery, place: entries[delivery.place]?.place ?? 0 }));
    }),
  );
  const deliveries = judged.flat().sort((one, other) => one.place - other.place);
  for (const { subscription, message } of deliveries) {
    if (subscription.isActive) subscription.subscriber.deliver(message);
  }
}

interface TableOptions extends RoundsOptions {
  readonly table: LoggedTable;
  readonly changes: readonly LoggedChange[];
}

async function judgeInTheEnd(options: TableOptions): Promise<readonly Delivery[]> {
  const { table, changes, subscriptions, tables, queue, pool } = options;
  const onError = (error: unknown) => options.onError(unjudged(table, error));
  let pause = FIRST_PAUSE_MS;
  for (let tries = 1; !queue.isClosed; tries += 1) {
    const interests = subscriptions.interestedIn(table);
    if (interests.length === 0) return [];
    const passes = (error: unknown) => isPassing(error) || (isStale(error) && tries === 1);
    try {
      const facts = await tables.load(table);
      if (facts === undefined) return [];
      await untilVisible(
        changes.map(({ transaction }) => transaction),
        { pool, isGone: () => queue.isClosed },
      );
      return await judgeTable({ ...options, facts, interests, passes, onError });
    } catch (error) {
      tables.forget(table);
      // What PostgreSQL itself answers with is tried so often; while it is away, there is no end to it.
      const isAnswer = error instanceof PostgresError;
      if (!passes(error) || (isAnswer && tries >= MOST_TRIES)) {
        onError(error);
        return [];
      }
      if (tries === AWAY_TRIES && !isAnswer) options.onAway();
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(pause * 2, MAX_PAUSE_MS);
    }
  }
  return [];
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === "string" ? code : "unknown";
}

// PostgreSQL's own words may hold a row's values.
function unjudged({ schema, name }: LoggedTable, error: unknown): Error {
  return rowlockError("REALTIME_UNJUDGED", {
    message: `PostgreSQL answered ${codeOf(error)} when it was asked who sees a changed row of ${schema}.${name}, so nobody it failed for heard of it`,
    hint: "Read the table as that person to see why: rowlock explain says which policy fails",
  });
}
