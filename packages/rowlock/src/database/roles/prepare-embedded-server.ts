// Everything that the embedded server holds before migrations: roles, the app's database, the identity database.
// Idempotent: run at every start, so that passwords, attributes and functions are what this version of Rowlock says.
import { identifier, sql } from "../../sql/fragment.ts";
import { execute, type SqlClient } from "../../sql/sql-client.ts";
import { prepareAppDatabase } from "../baseline/prepare-app-database.ts";
import { dropLeftSlots } from "../cluster/drop-left-slots.ts";
import { refreshCollation } from "../cluster/refresh-collation.ts";
import { withClient } from "../pool/with-client.ts";
import { APP_DATABASE, EMBEDDED_LOGINS, IDENTITY_DATABASE } from "../role-names.ts";
import { type PrepareRolesOptions, prepareRoles } from "./prepare-roles.ts";

export interface PrepareEmbeddedServerOptions extends PrepareRolesOptions {
  /** The superuser's connection string for a database. */
  superuserUrl(database: string): string;
  /** Told, in a sentence, what a person should know of a database of an earlier version. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** @throws ROLE_REFUSED, DATABASE_UNREACHABLE, or a PostgresError */
export async function prepareEmbeddedServer(options: PrepareEmbeddedServerOptions): Promise<void> {
  await withClient(options.superuserUrl(APP_DATABASE), async (client) => {
    await refreshCollation(client, { ...options, databases: [APP_DATABASE, IDENTITY_DATABASE] });
    await dropLeftSlots(client);
    await prepareRoles(client, options);
    await execute(
      client,
      sql`alter database ${identifier(APP_DATABASE)} owner to ${identifier(EMBEDDED_LOGINS.owner)}`,
    );
    // A copy of a whole database takes as long as the platform's schemas, and neither needs the other.
    await Promise.all([
      (await identityDatabaseExists(client)) ? undefined : createIdentityDatabase(options),
      prepareAppDatabase(client, options),
    ]);
    // Nobody but its own login connects to it: it holds password hashes and signing keys.
    await execute(client, sql`revoke all on database ${identifier(IDENTITY_DATABASE)} from public`);
  });
}

async function identityDatabaseExists(client: SqlClient): Promise<boolean> {
  const { rowCount } = await client.query("select from pg_catalog.pg_database where datname = $1", [
    IDENTITY_DATABASE,
  ]);
  return rowCount === 1;
}

function createIdentityDatabase({ superuserUrl }: PrepareEmbeddedServerOptions): Promise<unknown> {
  const owner = identifier(EMBEDDED_LOGINS.identity);
  return withClient(superuserUrl(APP_DATABASE), (client) =>
    execute(client, sql`create database ${identifier(IDENTITY_DATABASE)} owner ${owner}`),
  );
}
