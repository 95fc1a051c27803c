// Functions and procedures: how they are called, what they return, and what makes one a way around the policies: whose
// rights it runs with, who may call it.
import type { SqlClient } from "../../sql/sql-client.ts";
import type { QualifiedName } from "../qualified-name.ts";
import { BASE_TYPES, fromExtension, USER_SCHEMA } from "./fragments.ts";

export interface Parameter {
  /** Empty: it has no name. */
  readonly name: string;
  readonly type: string;
  /** The type without a length, so that a value of any length gets through to the function. */
  readonly unboundedType: string;
  readonly required: boolean;
  readonly variadic: boolean;
}

export interface ReturnType {
  /** A domain's base type. */
  readonly type: QualifiedName;
  readonly composite: boolean;
  readonly setOf: boolean;
}

export type Volatility = "immutable" | "stable" | "volatile";

export interface Routine extends QualifiedName {
  readonly oid: string;
  readonly description: string | null;
  /** Those that a caller gives. */
  readonly parameters: readonly Parameter[];
  readonly returns: ReturnType;
  readonly volatility: Volatility;
  /** Its SET clauses. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

export interface RoutineFacts extends Routine {
  /** As `drop function` wants them, such as `id integer, name text`. */
  readonly identityArguments: string;
  readonly kind: "function" | "procedure" | "aggregate" | "window";
  readonly language: string;
  readonly owner: string;
  readonly ownerBypassesRls: boolean;
  /** Runs with its owner's rights (SECURITY DEFINER). */
  readonly securityDefiner: boolean;
  /** The body: the text between the dollar quotes, or the printed body of a BEGIN ATOMIC function. */
  readonly source: string;
  /** The type that it returns, a domain by its own name. */
  readonly resultType: string;
  /** The roles asked about that may execute it. */
  readonly executableBy: readonly string[];
  readonly fromExtension: boolean;
}

export function returnsScalar({ returns }: Routine): boolean {
  return !returns.composite && !returns.setOf;
}

export function returnsSetOfScalar({ returns }: Routine): boolean {
  return !returns.composite && returns.setOf;
}

export function returnsOneRow({ returns }: Routine): boolean {
  return returns.composite && !returns.setOf;
}

export function returnsVoid({ returns }: Routine): boolean {
  return !returns.setOf && returns.type.schema === "pg_catalog" && returns.type.name === "void";
}

type Row<Whole extends Routine> = Omit<Whole, "parameters" | "settings"> & {
  readonly given: readonly GivenParameter[];
  readonly requiredCount: number;
  readonly settings: readonly string[] | null;
};

interface GivenParameter {
  readonly name: string | null;
  readonly type: string;
  readonly variadic: boolean;
}

const ROUTINE = `p.oid::text, n.nspname as schema, p.proname as name,
    obj_description(p.oid, 'pg_proc') as description,
    coalesce((
      select json_agg(json_build_object('name', argument.name,
        'type', format_type(argument.type, null), 'variadic', coalesce(argument.mode = 'v', false))
        order by argument.place)
      from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]), p.proargnames, p.proargmodes)
        with ordinality as argument(type, name, mode, place)
      where coalesce(argument.mode, 'i') in ('i', 'b', 'v')
    ), '[]') as given,
    p.pronargs - p.pronargdefaults as "requiredCount",
    json_build_object(
      'type', json_build_object('schema', rn.nspname, 'name', coalesce(rc.relname, rt.typname)),
      'composite', rt.typtype = 'c' or coalesce(p.proargmodes::text[] && '{t,b,o}', false),
      'setOf', p.proretset) as returns,
    case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end as volatility,
    p.proconfig as settings`;

const FACTS = `pg_get_function_identity_arguments(p.oid) as "identityArguments",
    case p.prokind when 'f' then 'function' when 'p' then 'procedure' when 'a' then 'aggregate' else 'window' end as kind,
    l.lanname as language, pg_get_userbyid(p.proowner) as owner,
    coalesce(r.rolsuper or r.rolbypassrls, false) as "ownerBypassesRls",
    p.prosecdef as "securityDefiner",
    coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as source,
    format_type(p.prorettype, null) as "resultType",
    array(select api.rolname::text from pg_roles api
      where api.rolname = any ($1) and has_function_privilege(api.oid, p.oid, 'EXECUTE')) as "executableBy",
    ${fromExtension("pg_proc", "p.oid")} as "fromExtension"`;

const FROM = `from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  join base_types base on base.oid = p.prorettype
  join pg_type rt on rt.oid = base.base
  join pg_namespace rn on rn.oid = rt.typnamespace
  left join pg_class rc on rc.oid = rt.typrelid`;

/** The types of a lone parameter without a name. */
const UNNAMED_TYPES: ReadonlySet<string> = new Set(["bytea", "json", "jsonb", "text", "xml"]);

const UNBOUNDED: Readonly<Record<string, string>> = {
  bit: "bit varying",
  "bit[]": "bit varying[]",
  character: "character varying",
  "character[]": "character varying[]",
};

/** Functions that requests can call. Left out: procedures, aggregates, window functions, trigger functions. */
export async function loadRoutines(client: SqlClient): Promise<readonly Routine[]> {
  const { rows } = await client.query<Row<Routine>>(
    `with recursive ${BASE_TYPES} select ${ROUTINE} ${FROM}
    where p.prokind = 'f' and rt.oid <> 'trigger'::regtype and ${USER_SCHEMA}
    order by n.nspname, p.proname, p.oid`,
  );
  return rows.filter(isCallable).map(routineFrom);
}

/** Every routine outside the system's schemas. `roles` are those whose right to call is of interest. */
export async function loadRoutineFacts(
  client: SqlClient,
  roles: readonly string[],
): Promise<readonly RoutineFacts[]> {
  const { rows } = await client.query<Row<RoutineFacts>>(
    `with recursive ${BASE_TYPES} select ${ROUTINE}, ${FACTS} ${FROM}
    join pg_language l on l.oid = p.prolang
    left join pg_roles r on r.oid = p.proowner
    where ${USER_SCHEMA}
    order by n.nspname, p.proname, "identityArguments"`,
    [roles],
  );
  return rows.map(routineFrom);
}

/** Parameters are passed by name; only one that has none can be given by its type. */
function isCallable({ given }: Row<Routine>): boolean {
  const unnamed = given.filter(({ name }) => name === null);
  const [lone] = unnamed;
  return lone === undefined || (unnamed.length === 1 && UNNAMED_TYPES.has(lone.type));
}

function routineFrom<Own extends Row<Routine>>({
  given,
  requiredCount,
  settings,
  ...routine
}: Own) {
  return {
    ...routine,
    parameters: given.map(({ name, type, variadic }, index) => ({
      name: name ?? "",
      type,
      unboundedType: UNBOUNDED[type] ?? type,
      required: index < requiredCount,
      variadic,
    })),
    settings: (settings ?? []).map((setting) => {
      const equals = setting.indexOf("=");
      return [setting.slice(0, equals), setting.slice(equals + 1)] as const;
    }),
  };
}
