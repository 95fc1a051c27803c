// Work done as the role of a request, with its claims and settings, inside the explainer's own transaction.
// Guarantee: afterwards the transaction is what it was before, whatever the work did or threw.
import { toDatabaseError } from "../../../database/to-database-error.ts";
import { compile, identifier, sql } from "../../../sql/fragment.ts";
import type { SqlClient } from "../../../sql/sql-client.ts";

export interface RequestRole {
  readonly role: string;
  readonly settings: readonly (readonly [name: string, value: string])[];
}

/** As the role, with its policies. @throws PostgresError */
export function asRole<T>(
  client: SqlClient,
  { role, settings }: RequestRole,
  work: () => Promise<T>,
): Promise<T> {
  return undone(client, async () => {
    await apply(client, settings);
    await client.query("set local row_security = on");
    await client.query(compile(sql`set local role ${identifier(role)}`).text);
    return work();
  });
}

/** With the claims, but as the login that passes over policies. @throws PostgresError */
export function withClaims<T>(
  client: SqlClient,
  { settings }: RequestRole,
  work: () => Promise<T>,
): Promise<T> {
  return undone(client, async () => {
    await apply(client, settings);
    return work();
  });
}

/** In a savepoint, so that an error leaves the transaction usable. @throws PostgresError */
export async function undone<T>(client: SqlClient, work: () => Promise<T>): Promise<T> {
  await client.query("savepoint rowlock_explain");
  try {
    return await work();
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    await client.query("rollback to savepoint rowlock_explain").catch(() => {});
    await client.query("release savepoint rowlock_explain").catch(() => {});
  }
}

async function apply(client: SqlClient, settings: RequestRole["settings"]): Promise<void> {
  await client.query(
    "select set_config(name, value, true) from unnest($1::text[], $2::text[]) given(name, value)",
    [settings.map(([name]) => name), settings.map(([, value]) => value)],
  );
}
