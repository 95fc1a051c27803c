// Functions and procedures with what makes one a way around the policies: whose rights it runs with, who may call it.
import type { SqlClient } from "../../database/sql-client.ts";

export interface RoutineFacts {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  /** As `drop function` wants them, such as `id integer, name text`. */
  readonly identityArguments: string;
  readonly kind: "function" | "procedure" | "aggregate" | "window";
  readonly language: string;
  readonly owner: string;
  readonly ownerBypassesRls: boolean;
  /** Runs with its owner's rights (SECURITY DEFINER). */
  readonly securityDefiner: boolean;
  readonly volatility: "immutable" | "stable" | "volatile";
  /** Its own settings, such as `search_path=""`. */
  readonly settings: readonly string[];
  /** The body: the text between the dollar quotes, or the printed body of a BEGIN ATOMIC function. */
  readonly source: string;
  readonly returns: string;
  readonly returnsSet: boolean;
  readonly arguments: readonly RoutineArgument[];
  /** The roles asked about that may execute it. */
  readonly executableBy: readonly string[];
  readonly fromExtension: boolean;
}

export interface RoutineArgument {
  readonly name: string | null;
  readonly type: string;
  readonly hasDefault: boolean;
}

interface Row {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly identity_arguments: string;
  readonly kind: "f" | "p" | "a" | "w";
  readonly language: string;
  readonly owner: string;
  readonly owner_bypasses: boolean;
  readonly security_definer: boolean;
  readonly volatility: "i" | "s" | "v";
  readonly settings: readonly string[] | null;
  readonly source: string;
  readonly returns: string;
  readonly returns_set: boolean;
  readonly argument_types: readonly string[];
  readonly argument_names: readonly (string | null)[];
  readonly defaults: number;
  readonly executable_by: readonly string[];
  readonly from_extension: boolean;
}

const KINDS = { f: "function", p: "procedure", a: "aggregate", w: "window" } as const;
const VOLATILITIES = { i: "immutable", s: "stable", v: "volatile" } as const;

const QUERY = `
  select p.oid::text, n.nspname as schema, p.proname as name,
    pg_get_function_identity_arguments(p.oid) as identity_arguments,
    p.prokind as kind, l.lanname as language, pg_get_userbyid(p.proowner) as owner,
    coalesce(r.rolsuper or r.rolbypassrls, false) as owner_bypasses,
    p.prosecdef as security_definer, p.provolatile as volatility, p.proconfig as settings,
    coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as source,
    format_type(p.prorettype, null) as returns, p.proretset as returns_set,
    array(select format_type(t, null) from unnest(p.proargtypes) with ordinality a(t, place) order by place) as argument_types,
    array(select nullif(p.proargnames[number], '') from (
        select number, row_number() over (order by number) as place
        from generate_series(1, coalesce(array_length(p.proallargtypes, 1), p.pronargs)) number
        where p.proargmodes is null or p.proargmodes[number] in ('i', 'b', 'v')
      ) input order by place) as argument_names,
    p.pronargdefaults as defaults,
    array(select api.rolname::text from pg_roles api
      where api.rolname = any ($1) and has_function_privilege(api.oid, p.oid, 'EXECUTE')) as executable_by,
    exists (
      select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
    ) as from_extension
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  join pg_language l on l.oid = p.prolang
  left join pg_roles r on r.oid = p.proowner
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  order by n.nspname, p.proname, identity_arguments`;

/** Every routine outside the system's schemas. `roles` are those whose right to call is of interest. */
export async function loadRoutines(
  client: SqlClient,
  roles: readonly string[],
): Promise<readonly RoutineFacts[]> {
  const { rows } = await client.query<Row>(QUERY, [roles]);
  return rows.map(routineFrom);
}

function routineFrom(row: Row): RoutineFacts {
  const required = row.argument_types.length - row.defaults;
  return {
    oid: row.oid,
    schema: row.schema,
    name: row.name,
    identityArguments: row.identity_arguments,
    kind: KINDS[row.kind],
    language: row.language,
    owner: row.owner,
    ownerBypassesRls: row.owner_bypasses,
    securityDefiner: row.security_definer,
    volatility: VOLATILITIES[row.volatility],
    settings: row.settings ?? [],
    source: row.source,
    returns: row.returns,
    returnsSet: row.returns_set,
    arguments: row.argument_types.map((type, place) => ({
      name: row.argument_names[place] ?? null,
      type,
      hasDefault: place >= required,
    })),
    executableBy: row.executable_by,
    fromExtension: row.from_extension,
  };
}
