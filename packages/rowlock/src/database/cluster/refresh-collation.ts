// A cluster that another build of PostgreSQL made may have been sorted by another ICU. An index in the old order finds
// rows no more, so the indexes of a database whose recorded version is not this one's are built anew.
import { identifier, sql } from "../../sql/fragment.ts";
import { execute, type SqlClient } from "../../sql/sql-client.ts";
import { withClient } from "../pool/with-client.ts";

const CHANGED = `
  select datname as name from pg_catalog.pg_database
  where datname = any ($1) and datcollversion <> pg_catalog.pg_database_collation_actual_version(oid)
  order by datname`;

export interface RefreshCollationOptions {
  readonly databases: readonly string[];
  /** The superuser's connection string for a database. */
  superuserUrl(database: string): string;
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** Runs as the superuser, in any database; one question where nothing changed. */
export async function refreshCollation(
  client: SqlClient,
  { databases, superuserUrl, onNotice }: RefreshCollationOptions,
): Promise<void> {
  const { rows } = await client.query<{ name: string }>(CHANGED, [databases]);
  for (const { name } of rows) {
    await withClient(superuserUrl(name), async (inside) => {
      await execute(inside, sql`reindex database ${identifier(name)}`);
      await execute(inside, sql`alter database ${identifier(name)} refresh collation version`);
    });
    onNotice?.(
      `The database ${name} was sorted by another version of ICU: its indexes were built anew`,
    );
  }
}
