// Functions and procedures as texts, for people who edit them. Those of extensions are left out.
import type { SqlClient } from "../../sql/sql-client.ts";
import { fromExtension, USER_SCHEMA } from "./fragments.ts";

export interface RoutineTexts {
  readonly oid: string;
  /** The parameters as PostgreSQL writes them, with modes and defaults. */
  readonly signature: string;
  /** What RETURNS says; empty for a procedure. */
  readonly result: string;
  /** The default of each parameter that a caller gives, or null. */
  readonly defaults: readonly (string | null)[];
  /** The whole CREATE statement. */
  readonly statement: string;
  /** Without output parameters, and with a body that is a string. */
  readonly plain: boolean;
}

const QUERY = `
  select p.oid::text, pg_get_function_arguments(p.oid) as signature,
    coalesce(pg_get_function_result(p.oid), '') as result,
    array(
      select pg_get_function_arg_default(p.oid, place)
      from generate_series(1, p.pronargs::int4) as place order by place
    ) as defaults,
    pg_get_functiondef(p.oid) as statement,
    p.proargmodes is null and p.prosqlbody is null as plain
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  where p.prokind in ('f', 'p') and ${USER_SCHEMA} and not ${fromExtension("pg_proc", "p.oid")}`;

/** By oid. */
export async function loadRoutineTexts(
  client: SqlClient,
): Promise<ReadonlyMap<string, RoutineTexts>> {
  const { rows } = await client.query<RoutineTexts>(QUERY);
  return new Map(rows.map((row) => [row.oid, row]));
}
