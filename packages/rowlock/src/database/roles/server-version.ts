// Which PostgreSQL a database by URL is, looked at before anything is made in it.
import { rowlockError } from "../../errors/registry.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import { NEWEST_MAJOR, OLDEST_MAJOR } from "../engine/installed-engine.ts";

export interface ServerVersion {
  /** Such as 17. */
  readonly major: number;
  /** In the server's own words, such as `17.2 (Debian 17.2-1)`. */
  readonly version: string;
}

/** Says where it is newer than Rowlock was tried with. @throws DATABASE_TOO_OLD */
export async function checkServerVersion(
  client: SqlClient,
  onNotice?: (notice: string) => void,
): Promise<void> {
  const { rows } = await client.query<ServerVersion>(
    `select current_setting('server_version_num')::int / 10000 as major,
       current_setting('server_version') as version`,
  );
  const notice = judgeServerVersion(rows[0] ?? { major: 0, version: "" });
  if (notice !== undefined) onNotice?.(notice);
}

/** The sentence on a version that is newer than those tried; undefined for one of these. @throws DATABASE_TOO_OLD */
export function judgeServerVersion({ major, version }: ServerVersion): string | undefined {
  if (major < OLDEST_MAJOR) {
    throw rowlockError("DATABASE_TOO_OLD", {
      message: `That database is PostgreSQL ${version}; Rowlock works on ${OLDEST_MAJOR} to ${NEWEST_MAJOR}`,
      hint: "Upgrade it, or leave --db-url out: Rowlock brings a PostgreSQL of its own. Nothing was changed",
    });
  }
  if (major <= NEWEST_MAJOR) return undefined;
  return `That database is PostgreSQL ${version}, newer than the ${OLDEST_MAJOR} to ${NEWEST_MAJOR} that Rowlock was tried with`;
}
