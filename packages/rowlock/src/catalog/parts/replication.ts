// What the server has for logical replication: its settings, the publications of some names, and one slot.
import type { SqlClient } from "../../sql/sql-client.ts";

export interface ReplicationFacts {
  /** "logical" is what the log's readers need. */
  readonly walLevel: string;
  readonly database: string;
  /** Those of the asked names that exist. */
  readonly publications: readonly string[];
  readonly slot: SlotFacts | null;
}

export interface SlotFacts {
  /** The process that reads it. */
  readonly reader: number | null;
  /** Whether the log was cut off behind it, so that it can never be read again. */
  readonly isLost: boolean;
}

export interface ReplicationQuestion {
  readonly publications: readonly string[];
  readonly slot: string;
}

export async function loadReplicationFacts(
  client: SqlClient,
  { publications, slot }: ReplicationQuestion,
): Promise<ReplicationFacts> {
  const { rows } = await client.query<ReplicationFacts>(
    `select current_setting('wal_level') as "walLevel", current_database() as database,
      array(select p.pubname::text from pg_publication p where p.pubname = any($1::text[]) order by 1) as publications,
      (select json_build_object('reader', s.active_pid, 'isLost', coalesce(s.wal_status = 'lost', false))
        from pg_replication_slots s where s.slot_name = $2) as slot`,
    [[...publications], slot],
  );
  const [facts] = rows;
  return facts ?? { walLevel: "unknown", database: "", publications: [], slot: null };
}

/** What the names of Rowlock's own slots begin with. */
export const SLOT_PREFIX = "rowlock_realtime_";

/** Rowlock's slots that nobody reads. */
export async function loadIdleSlots(client: SqlClient): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select s.slot_name::text as name from pg_replication_slots s
    where s.database = current_database() and starts_with(s.slot_name, $1) and not s.active`,
    [SLOT_PREFIX],
  );
  return rows.map(({ name }) => name);
}

/** The processes that read a database's log by a slot. */
export async function loadSlotReaders(
  client: SqlClient,
  database: string,
): Promise<readonly number[]> {
  const { rows } = await client.query<{ reader: number }>(
    `select s.active_pid as reader from pg_replication_slots s
    where s.database = $1 and s.active_pid is not null`,
    [database],
  );
  return rows.map(({ reader }) => reader);
}
