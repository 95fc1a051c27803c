// The embedded server's app database as hosted Supabase hands one over. A database of an earlier version is brought up
// in place, with nothing lost; one that holds this version's baseline costs a question.
import { identifier, sql } from "../../sql/fragment.ts";
import { execute, inTransaction, type SqlClient } from "../../sql/sql-client.ts";
import { ensureAppSchemas } from "./app-schemas.ts";
import { BASELINE, BASELINE_HASH, BASELINE_SCHEMAS } from "./baseline.ts";

export interface PrepareAppDatabaseOptions {
  /** Told, in a sentence, of a schema of the app's own that stood in the platform's place. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** Runs as the superuser, connected to the app's database, after prepareRoles(). */
export async function prepareAppDatabase(
  client: SqlClient,
  { onNotice }: PrepareAppDatabaseOptions = {},
): Promise<void> {
  if (await holdsBaseline(client)) {
    await client.query("select _rowlock.ensure_message_partitions()");
    return;
  }
  await inTransaction(client, async () => {
    await setAsideForeignSchemas(client, onNotice);
    await ensureAppSchemas(client);
    await client.query(BASELINE);
    await client.query("delete from _rowlock.baseline");
    await client.query("insert into _rowlock.baseline values ($1)", [BASELINE_HASH]);
  });
}

async function holdsBaseline(client: SqlClient): Promise<boolean> {
  const { rows } = await client.query<{ known: boolean }>(
    "select pg_catalog.to_regclass('_rowlock.baseline') is not null as known",
  );
  if (rows[0]?.known !== true) return false;
  const { rowCount } = await client.query("select from _rowlock.baseline where hash = $1", [
    BASELINE_HASH,
  ]);
  return rowCount === 1;
}

// Stand-ins that migrations made where the platform lacked them. Renamed, they keep their rows and all that hangs on them.
async function setAsideForeignSchemas(
  client: SqlClient,
  onNotice: PrepareAppDatabaseOptions["onNotice"],
): Promise<void> {
  const { rows } = await client.query<{ name: string; aside: string }>(
    `select nspname as name, nspname || '_' || to_char(now(), 'YYYYMMDDHH24MISS') as aside
     from pg_catalog.pg_namespace
     where nspname = any ($1) and nspowner <> current_user::regrole
     order by nspname`,
    [BASELINE_SCHEMAS],
  );
  for (const { name, aside } of rows) {
    await execute(client, sql`alter schema ${identifier(name)} rename to ${identifier(aside)}`);
    onNotice?.(
      `The schema ${name}, which the project had made itself, is now ${aside}: Rowlock has one of its own. Nothing in it was changed`,
    );
  }
}
