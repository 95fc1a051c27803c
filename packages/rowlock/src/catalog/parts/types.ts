// Types that a column can be declared with, by name.
import type { SqlClient } from "../../sql/sql-client.ts";
import { USER_SCHEMA } from "./fragments.ts";

export interface TypeName {
  readonly schema: string;
  /** As SQL text, with its schema where the search path does not lead to it. */
  readonly title: string;
}

const QUERY = `
  select n.nspname as schema, format_type(t.oid, null) as title
  from pg_type t
  join pg_namespace n on n.oid = t.typnamespace
  left join pg_class c on c.oid = t.typrelid
  where ${USER_SCHEMA} and (t.typtype in ('e', 'd') or c.relkind = 'c' or (t.typtype = 'b' and t.typelem = 0))
  order by 2`;

/** Enums, domains, composite types, and base types of extensions. */
export async function loadTypes(client: SqlClient): Promise<readonly TypeName[]> {
  const { rows } = await client.query<TypeName>(QUERY);
  return rows;
}
