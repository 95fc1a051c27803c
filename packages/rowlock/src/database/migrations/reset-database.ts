// Empties the app's database, so that migrations and seeds can be applied from the start. Users are not in it.
// The embedded one is dropped and made anew. One that someone else runs is emptied: what the app made goes, what the
// service manages (auth, storage, extensions and so on) stays.
import { identifier, sql } from "../../sql/fragment.ts";
import { execute, inTransaction, type SqlClient } from "../../sql/sql-client.ts";
import { PLATFORM_ROLES } from "../baseline/platform-roles.ts";
import { prepareAppDatabase } from "../baseline/prepare-app-database.ts";
import { withClient } from "../pool/with-client.ts";
import { API_ROLES, APP_DATABASE, EMBEDDED_LOGINS, IDENTITY_DATABASE } from "../role-names.ts";
import { resetRoleSettings } from "../roles/prepare-roles.ts";
import { dropDatabase } from "./drop-database.ts";
import { EMPTY_DATABASE } from "./empty-database.ts";
import { refuseRemote } from "./remote-guard.ts";
import { withMigrator } from "./with-migrator.ts";

export interface ResetEmbeddedDatabaseOptions {
  /** The superuser's connection string for a database. */
  superuserUrl(database: string): string;
  /** Told, in a sentence, of a role that migrations made and that could not be dropped. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** Ends every session in the app's database, and drops it and the roles that its migrations made. @throws DATABASE_UNREACHABLE */
export async function resetEmbeddedDatabase(options: ResetEmbeddedDatabaseOptions): Promise<void> {
  await withClient(options.superuserUrl(IDENTITY_DATABASE), async (client) => {
    const database = identifier(APP_DATABASE);
    await dropDatabase(client, APP_DATABASE);
    await dropMadeRoles(client, options);
    await resetRoleSettings(client);
    await execute(
      client,
      sql`create database ${database} owner ${identifier(EMBEDDED_LOGINS.owner)}`,
    );
  });
  await withClient(options.superuserUrl(APP_DATABASE), (client) => prepareAppDatabase(client));
}

// PostgreSQL makes whoever creates a role its administrator, in the name of the bootstrap superuser (oid 10). Before 16
// nothing tells who made a role: what is neither a superuser nor Rowlock's is the project's.
const MADE_ROLES = `
  select made.rolname as name
  from pg_catalog.pg_roles as made
  where not made.rolsuper and made.rolname !~ '^pg_' and made.rolname <> all ($1)
    and (current_setting('server_version_num')::int < 160000 or exists (
      select from pg_catalog.pg_auth_members as administration
      join pg_catalog.pg_roles as maker on maker.oid = administration.member
      where administration.roleid = made.oid and administration.admin_option
        and administration.grantor = 10 and maker.rolname = $2))
  order by name
`;

const KEPT_ROLES = [...API_ROLES, ...Object.values(EMBEDDED_LOGINS), ...PLATFORM_ROLES];

async function dropMadeRoles(
  client: SqlClient,
  { onNotice }: ResetEmbeddedDatabaseOptions,
): Promise<void> {
  const { rows } = await client.query<{ name: string }>(MADE_ROLES, [
    KEPT_ROLES,
    EMBEDDED_LOGINS.owner,
  ]);
  for (const { name } of rows) {
    try {
      await execute(client, sql`drop role ${identifier(name)}`);
    } catch {
      onNotice?.(`The role ${name} was kept: something in another database is its`);
    }
  }
}

export interface ResetExternalDatabaseOptions {
  /** Of the app's database, by its owner. */
  readonly connectionString: string;
  /** True: also a database that is not on this machine. */
  readonly allowRemote?: boolean | undefined;
}

/** @throws DATABASE_REMOTE, DATABASE_UNREACHABLE, or a PostgresError, and then nothing was dropped */
export async function resetExternalDatabase(options: ResetExternalDatabaseOptions): Promise<void> {
  refuseRemote(options);
  await withMigrator(options, async (client) => {
    await inTransaction(client, () => client.query(EMPTY_DATABASE));
  });
}
