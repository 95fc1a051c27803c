// Empties the tables of a clone that belong to somebody: a proof looks at rows made for it, and at nobody's own.
import type { SqlClient } from "../../database/sql-client.ts";
import { compile, identifier, join, sql } from "../../sql/fragment.ts";
import type { DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { isOwned } from "../analysis/ownership.ts";

export async function emptyOwnedTables(
  client: SqlClient,
  { relations }: DatabaseAnalysis,
): Promise<void> {
  const tables = relations.filter(
    (relation) => relation.kind === "table" && !relation.isPartition && isOwned(relation.ownership),
  );
  if (tables.length === 0) return;
  const names = join(tables.map(({ schema, name }) => identifier(schema, name)));
  await client.query(compile(sql`truncate ${names} cascade`).text);
}
