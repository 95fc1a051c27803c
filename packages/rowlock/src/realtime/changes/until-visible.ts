// Waits until other sessions see what the log tells of. PostgreSQL sends a transaction as soon as it is on disk, which can be
// before its own session has marked it as over: whoever is asked in between sees none of its rows.
import type { QueryPool } from "../../database/pool/create-query-pool.ts";

export interface VisibilityOptions {
  readonly pool: Pick<QueryPool, "query">;
  /** Whether nobody waits any more. */
  readonly isGone: () => boolean;
}

const FIRST_PAUSE_MS = 1;
const MAX_PAUSE_MS = 50;

/**
 * The log names transactions by 32 bits; the whole number is the one of these that is nearest to the snapshot's end. What is
 * seen once is seen by every later snapshot.
 */
const ALL_VISIBLE = `
  select coalesce(bool_and(pg_visible_in_snapshot(
    (next + case when ahead < 2147483648 then ahead else ahead - 4294967296 end)::text::xid8, snapshot)), true) as visible
  from (select pg_current_snapshot() as snapshot) as now,
    lateral (select pg_snapshot_xmax(snapshot)::text::bigint as next) as the_end,
    unnest($1::bigint[]) as named(xid),
    lateral (select (named.xid - next) & 4294967295 as ahead) as distance`;

/** `transactions`: as the log names them. @throws DATABASE_UNREACHABLE, DATABASE_BUSY, PostgresError */
export async function untilVisible(
  transactions: Iterable<number>,
  { pool, isGone }: VisibilityOptions,
): Promise<void> {
  const all = [...new Set(transactions)];
  let pause = FIRST_PAUSE_MS;
  while (!isGone()) {
    const { rows } = await pool.query<{ readonly visible: boolean }>(ALL_VISIBLE, [all]);
    if (rows[0]?.visible) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, MAX_PAUSE_MS);
  }
}
