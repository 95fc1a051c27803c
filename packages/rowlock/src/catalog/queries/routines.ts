// Reads functions from pg_proc. Left out: procedures, aggregates, window functions, trigger functions.
import type { SqlClient } from "../../database/sql-client.ts";
import type { Parameter, Routine, Volatility } from "../routine.ts";
import { BASE_TYPES, USER_SCHEMAS } from "./fragments.ts";

interface ParameterRow {
  readonly name: string | null;
  readonly type: string;
  readonly variadic: boolean;
}

interface RoutineRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly description: string | null;
  readonly parameters: readonly ParameterRow[] | null;
  readonly required: number;
  readonly return_schema: string;
  readonly return_name: string;
  readonly composite: boolean;
  readonly set_of: boolean;
  readonly volatility: "i" | "s" | "v";
  readonly settings: readonly string[] | null;
}

const ROUTINES = `
  with recursive ${BASE_TYPES}
  select routine.oid::int8::float8 as oid, namespace.nspname as schema, routine.proname as name,
    obj_description(routine.oid, 'pg_proc') as description,
    (
      select json_agg(json_build_object('name', argument.name,
        'type', format_type(argument.type, null), 'variadic', coalesce(argument.mode = 'v', false))
        order by argument.place)
      from unnest(coalesce(routine.proallargtypes, routine.proargtypes::oid[]),
        routine.proargnames, routine.proargmodes) with ordinality as argument(type, name, mode, place)
      where coalesce(argument.mode, 'i') in ('i', 'b', 'v')
    ) as parameters,
    routine.pronargs - routine.pronargdefaults as required,
    return_namespace.nspname as return_schema,
    coalesce(return_relation.relname, return_type.typname) as return_name,
    return_type.typtype = 'c' or coalesce(routine.proargmodes::text[] && '{t,b,o}', false) as composite,
    routine.proretset as set_of,
    routine.provolatile as volatility,
    to_json(routine.proconfig) as settings
  from pg_proc routine
  join pg_namespace namespace on namespace.oid = routine.pronamespace
  join base_types base on base.oid = routine.prorettype
  join pg_type return_type on return_type.oid = base.base
  join pg_namespace return_namespace on return_namespace.oid = return_type.typnamespace
  left join pg_class return_relation on return_relation.oid = return_type.typrelid
  where routine.prokind = 'f' and return_type.oid <> 'pg_catalog.trigger'::regtype
    and ${USER_SCHEMAS}
  order by namespace.nspname, routine.proname, routine.oid`;

const VOLATILITY: Readonly<Record<RoutineRow["volatility"], Volatility>> = {
  i: "immutable",
  s: "stable",
  v: "volatile",
};

/** The types of a lone parameter without a name. */
const UNNAMED_TYPES: ReadonlySet<string> = new Set(["bytea", "json", "jsonb", "text", "xml"]);

const UNBOUNDED: Readonly<Record<string, string>> = {
  bit: "bit varying",
  "bit[]": "bit varying[]",
  character: "character varying",
  "character[]": "character varying[]",
};

export async function loadRoutines(client: SqlClient): Promise<readonly Routine[]> {
  const { rows } = await client.query<RoutineRow>(ROUTINES);
  return rows.filter(isCallable).map((row) => ({
    oid: row.oid,
    schema: row.schema,
    name: row.name,
    description: row.description ?? undefined,
    parameters: (row.parameters ?? []).map((parameter, index) =>
      parameterOf(parameter, index < row.required),
    ),
    returns: {
      type: { schema: row.return_schema, name: row.return_name },
      composite: row.composite,
      setOf: row.set_of,
    },
    volatility: VOLATILITY[row.volatility],
    settings: (row.settings ?? []).map((setting) => {
      const equals = setting.indexOf("=");
      return [setting.slice(0, equals), setting.slice(equals + 1)] as const;
    }),
  }));
}

/** Parameters are passed by name; only one that has none can be given by its type. */
function isCallable({ parameters }: RoutineRow): boolean {
  const unnamed = (parameters ?? []).filter(({ name }) => name === null);
  const [lone] = unnamed;
  return lone === undefined || (unnamed.length === 1 && UNNAMED_TYPES.has(lone.type));
}

function parameterOf(row: ParameterRow, required: boolean): Parameter {
  return {
    name: row.name ?? "",
    type: row.type,
    unboundedType: UNBOUNDED[row.type] ?? row.type,
    required,
    variadic: row.variadic,
  };
}
