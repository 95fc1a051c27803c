// One role made to be as it must: created when absent, its attributes set when it is Rowlock's to set.
import { identifier, literal, sql, trusted } from "../sql/fragment.ts";
import { execute, type SqlClient } from "../sql/sql-client.ts";

export async function roleExists(client: SqlClient, name: string): Promise<boolean> {
  const { rowCount } = await client.query("select from pg_catalog.pg_roles where rolname = $1", [
    name,
  ]);
  return rowCount === 1;
}

export interface EnsureRoleOptions {
  readonly name: string;
  /** Attributes in this code base's own words, such as `nologin noinherit`. */
  readonly attributes: string;
  readonly password?: string;
  /** False: an existing role is left as it is. */
  readonly alter: boolean;
}

/** Says whether the role was created. */
export async function ensureRole(client: SqlClient, options: EnsureRoleOptions): Promise<boolean> {
  const exists = await roleExists(client, options.name);
  if (exists && !options.alter) return false;
  const verb = trusted(exists ? "alter role" : "create role");
  const password =
    options.password === undefined ? trusted("") : sql` password ${literal(options.password)}`;
  await execute(
    client,
    sql`${verb} ${identifier(options.name)} ${trusted(options.attributes)}${password}`,
  );
  return !exists;
}
