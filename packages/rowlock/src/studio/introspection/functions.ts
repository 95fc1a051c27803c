// Functions and procedures of the person's own, as the form of Database > Functions shows them.
import { sql, trusted } from "../../sql/fragment.ts";
import type { OwnerConnection } from "../owner-database.ts";
import type { DatabaseFunction, FunctionArgument } from "../wire/schema.ts";
import { SHOWN_SCHEMA } from "./schema-names.ts";

interface Row extends Omit<DatabaseFunction, "arguments" | "settings"> {
  readonly argumentNames: readonly string[] | null;
  readonly argumentTypes: readonly string[];
  readonly argumentDefaults: readonly (string | null)[];
  readonly settings: readonly string[] | null;
}

const NOT_OF_AN_EXTENSION = trusted(`not exists (
  select from pg_catalog.pg_depend d
   where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`);

export async function readFunctions(
  database: OwnerConnection,
): Promise<readonly DatabaseFunction[]> {
  const rows = await database.rows<Row>(sql`
    select n.nspname as schema,
           p.proname as name,
           case p.prokind when 'p' then 'procedure' else 'function' end as kind,
           p.proargnames as "argumentNames",
           array(
             select pg_catalog.format_type(id, null) from unnest(p.proargtypes) with ordinality as a(id, place) order by place
           ) as "argumentTypes",
           array(
             select pg_catalog.pg_get_function_arg_default(p.oid, place)
               from generate_series(1, p.pronargs::int4) as place order by place
           ) as "argumentDefaults",
           pg_catalog.pg_get_function_arguments(p.oid) as signature,
           coalesce(pg_catalog.pg_get_function_result(p.oid), '') as returns,
           l.lanname as language,
           case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end as volatility,
           p.prosecdef as "securityDefiner",
           p.proconfig as settings,
           coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc) as definition,
           pg_catalog.obj_description(p.oid, 'pg_proc') as comment,
           p.prokind = 'f' and p.proargmodes is null and p.prosqlbody is null
             and l.lanname not in ('c', 'internal') as editable,
           pg_catalog.pg_get_functiondef(p.oid) as statement
      from pg_catalog.pg_proc p
      join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      join pg_catalog.pg_language l on l.oid = p.prolang
     where p.prokind in ('f', 'p') and ${SHOWN_SCHEMA} and ${NOT_OF_AN_EXTENSION}
     order by n.nspname, p.proname, p.oid`);
  return rows.map(toFunction);
}

function toFunction(row: Row): DatabaseFunction {
  const { argumentNames, argumentTypes, argumentDefaults, settings, ...rest } = row;
  const list: FunctionArgument[] = argumentTypes.map((type, index) => ({
    name: argumentNames?.[index] ?? "",
    type,
    default: argumentDefaults[index] ?? null,
  }));
  return { ...rest, arguments: list, settings: (settings ?? []).map(toSetting) };
}

function toSetting(text: string): { name: string; value: string } {
  const at = text.indexOf("=");
  return { name: text.slice(0, at), value: text.slice(at + 1).replace(/^""$/, "") };
}
