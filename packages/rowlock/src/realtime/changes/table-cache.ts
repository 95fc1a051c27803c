// What is known of the tables that changes come from. The log names a table anew after each change of it, so what is known
// under one of its names stays true; what turns out not to be is forgotten.
import { type LoggedTableFacts, loadLoggedTable } from "../../catalog/parts/logged-tables.ts";
import type { QueryPool } from "../../database/pool/create-query-pool.ts";
import type { LoggedTable } from "../log/decode-message.ts";

export interface TableCache {
  /** Undefined: the table is no more. @throws DATABASE_UNREACHABLE, DATABASE_BUSY, PostgresError */
  load(table: LoggedTable): Promise<LoggedTableFacts | undefined>;
  forget(table: LoggedTable): void;
}

export function createTableCache(pool: QueryPool): TableCache {
  const known = new WeakMap<LoggedTable, LoggedTableFacts>();
  return {
    async load(table) {
      const facts =
        known.get(table) ?? (await pool.withClient((client) => loadLoggedTable(client, table.oid)));
      if (facts !== undefined) known.set(table, facts);
      return facts;
    },
    forget: (table) => known.delete(table),
  };
}
