// Makes a fresh copy of a server empty and harmless, before anybody but its superuser is let in: no row of anybody's, no
// other database, and nothing that leads or acts outside (servers, subscriptions, extensions that call out).

import { listRowTables } from "../../catalog/row-storage.ts";
import { UNLINK_OUTWARD_FUNCTIONS } from "../../catalog/statements/outward-functions.ts";
import { identifier, join, sql } from "../../sql/fragment.ts";
import { execute, inTransaction, type SqlClient } from "../../sql/sql-client.ts";
import { withClient } from "../pool/with-client.ts";

// PostgreSQL's own tables that hold values of an app's rows: large objects, and samples for the planner.
const START = `
  set statement_timeout = '60s';
  set lock_timeout = '10s';
  set session_replication_role = replica;
  set allow_system_table_mods = on;
  truncate pg_catalog.pg_largeobject, pg_catalog.pg_largeobject_metadata,
    pg_catalog.pg_statistic, pg_catalog.pg_statistic_ext_data;
`;

// What `alter database ... set` says for everybody is not for the one who looks after the copy: under a role's own
// settings in the database they count for nothing.
const OWN_SETTINGS = `
  do $$ begin
    execute pg_catalog.format('alter role %I in database %I set default_transaction_read_only = off',
      current_user, pg_catalog.current_database());
    execute pg_catalog.format('alter role %I in database %I set default_transaction_isolation = %L',
      current_user, pg_catalog.current_database(), 'read committed');
    execute pg_catalog.format('alter role %I in database %I set row_security = on',
      current_user, pg_catalog.current_database());
    execute pg_catalog.format('alter role %I in database %I set statement_timeout = 0',
      current_user, pg_catalog.current_database());
    execute pg_catalog.format('alter role %I in database %I set lock_timeout = 0',
      current_user, pg_catalog.current_database());
  end $$`;

// On the catalogs themselves: DROP SUBSCRIPTION and the like would call the other side first.
const SEVER = `
  delete from pg_catalog.pg_subscription_rel;
  delete from pg_catalog.pg_subscription;
  delete from pg_catalog.pg_user_mapping;
  update pg_catalog.pg_foreign_server set srvoptions = null;
  update pg_catalog.pg_foreign_data_wrapper set fdwhandler = 0, fdwvalidator = 0;
  update pg_catalog.pg_event_trigger set evtenabled = 'D';
  ${UNLINK_OUTWARD_FUNCTIONS}
`;

// 32: the bit of a trigger that TRUNCATE fires. ENABLE ALWAYS ones fire also under session_replication_role.
const SILENCE_TRIGGERS = `
  create temporary table silenced on commit drop as
    select oid, tgenabled from pg_catalog.pg_trigger where tgtype & 32 <> 0;
  update pg_catalog.pg_trigger set tgenabled = 'D' where tgtype & 32 <> 0`;
const WAKE_TRIGGERS = `
  update pg_catalog.pg_trigger set tgenabled = silenced.tgenabled
  from silenced where silenced.oid = pg_trigger.oid`;

/** @throws a PostgresError, and then the copy is not to be used */
export async function severCopy(superuserUrl: string): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    // Apart: a transaction that began as a read-only one stays one.
    await client.query("set default_transaction_read_only = off");
    await client.query(START);
    await client.query(OWN_SETTINGS);
    await client.query(SEVER);
    await dropOtherDatabases(client);
    await emptyTables(client);
  });
}

async function dropOtherDatabases(client: SqlClient): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "select datname as name from pg_catalog.pg_database where datname <> pg_catalog.current_database()",
  );
  // Of these nothing was copied but what the log may hold: their place goes, and with it that.
  await client.query("update pg_catalog.pg_database set datistemplate = false");
  for (const { name } of rows) await execute(client, sql`drop database ${identifier(name)}`);
}

async function emptyTables(client: SqlClient): Promise<void> {
  const rows = await listRowTables(client);
  const namesOf = (computed: boolean) =>
    rows
      .filter((row) => row.computed === computed)
      .map(({ schema, name }) => identifier(schema, name));
  const tables = namesOf(false).map((name) => sql`only ${name}`);
  if (tables.length > 0) {
    await inTransaction(client, async () => {
      await client.query(SILENCE_TRIGGERS);
      await execute(client, sql`truncate ${join(tables)} cascade`);
      await client.query(WAKE_TRIGGERS);
    });
  }
  for (const view of namesOf(true)) {
    await execute(client, sql`refresh materialized view ${view} with no data`);
  }
}
