// What a copy needs once its rows are made, so that nothing but the policies decides what a request reaches.

import { compile, identifier, sql } from "../../../sql/fragment.ts";
import type { SqlClient } from "../../../sql/sql-client.ts";
import type { DatabaseAnalysis } from "../../analysis/database-analysis.ts";

/** On the copy only the policies are in question: a foreign key would hide what a policy lets through. */
export async function disableForeignKeys(client: SqlClient): Promise<void> {
  await client.query(`
    do $$
    declare found record;
    begin
      for found in
        select t.tgrelid::regclass as target, t.tgname as name
        from pg_trigger t join pg_constraint c on c.oid = t.tgconstraint
        where t.tgisinternal and c.contype = 'f' and t.tgparentid = 0
      loop
        execute format('alter table %s disable trigger %I', found.target, found.name);
      end loop;
    end $$`);
}

export async function refreshMaterializedViews(
  client: SqlClient,
  { relations }: DatabaseAnalysis,
): Promise<void> {
  for (const relation of relations) {
    if (relation.kind !== "materialized view" || relation.fromExtension) continue;
    const target = identifier(relation.schema, relation.name);
    // One that fails stays empty, and requests say so.
    await client.query(compile(sql`refresh materialized view ${target}`).text).catch(() => {});
  }
}
