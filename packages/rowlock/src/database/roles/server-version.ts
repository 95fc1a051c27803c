// Which PostgreSQL a database by URL is, looked at before anything is made in it.
import { rowlockError } from "../../errors/registry.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import { NEWEST_MAJOR, OLDEST_MAJOR } from "../engine/installed-engine.ts";

/** Says where it is newer than Rowlock was tried with. @throws DATABASE_TOO_OLD */
export async function checkServerVersion(
  client: SqlClient,
  onNotice?: (notice: string) => void,
): Promise<void> {
  const { rows } = await client.query<{ major: number; version: string }>(
    `select current_setting('server_version_num')::int / 10000 as major,
       current_setting('server_version') as version`,
  );
  const { major = 0, version = "" } = rows[0] ?? {};
  if (major < OLDEST_MAJOR) {
    throw rowlockError("DATABASE_TOO_OLD", {
      message: `That database is PostgreSQL ${version}; Rowlock works on ${OLDEST_MAJOR} to ${NEWEST_MAJOR}`,
      hint: "Upgrade it, or leave --db-url out: Rowlock brings a PostgreSQL of its own. Nothing was changed",
    });
  }
  if (major > NEWEST_MAJOR) {
    onNotice?.(
      `That database is PostgreSQL ${version}, newer than the ${OLDEST_MAJOR} to ${NEWEST_MAJOR} that Rowlock was tried with`,
    );
  }
}
