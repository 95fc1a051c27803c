// Row level security policies as the pages show them.
import type { OwnerConnection } from "../owner-database.ts";
import type { Policy } from "../wire/schema.ts";
import { type FoundTable, readTables } from "./read-tables.ts";

/** Of every table. pg_cron brings policies of its own; those on tables of storage, realtime and auth are the project's. */
export async function readPolicies(database: OwnerConnection): Promise<readonly Policy[]> {
  const tables = await readTables(database);
  return tables.filter(({ schema }) => schema !== "cron").flatMap(policiesOf);
}

export function policiesOf({ schema, name, policies }: FoundTable): readonly Policy[] {
  return policies.map((policy) => ({ schema, table: name, ...policy }));
}
