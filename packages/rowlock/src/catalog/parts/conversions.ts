// How the database itself turns values into other forms: casts of domains, and aggregates or functions that make media types.
import type { SqlClient } from "../../sql/sql-client.ts";
import type { QualifiedName } from "../qualified-name.ts";
import { BASE_TYPES } from "./fragments.ts";

/** An implicit cast between a domain and json or text, by a function (a "domain representation"). */
export interface Representation {
  readonly from: string;
  readonly to: string;
  /** The function's name as SQL text that needs no search path. */
  readonly function: string;
}

/** An aggregate or function whose result is a domain named like a media type. */
export interface MediaHandler {
  /** The schema in which the handler is exposed: that of the aggregate, or of the function that returns the domain. */
  readonly schema: string;
  /** What to call: an aggregate over rows, or the domain as a cast of what the function gave. */
  readonly handler: QualifiedName;
  /** The relation or function that it is for; undefined: any relation. */
  readonly target: QualifiedName | undefined;
  /** The domain's name in lower case. */
  readonly mediaType: string;
  /** Differs from the domain's name for the domain that stands for any media type. */
  readonly produces: string;
  /** What gives the bytes of the domain's base type; undefined where its text is them. */
  readonly send: QualifiedName | undefined;
}

const REPRESENTATIONS = `
  select format_type(source.oid, null) as "from", format_type(target.oid, null) as "to",
    conversion.castfunc::regproc::text as function
  from pg_cast conversion
  join pg_type source on source.oid = conversion.castsource
  join pg_type target on target.oid = conversion.casttarget
  where conversion.castcontext = 'i' and conversion.castmethod = 'f'
    and has_function_privilege(conversion.castfunc, 'execute')
    and ((source.typtype = 'd' and target.oid in ('json'::regtype, 'text'::regtype))
      or (target.typtype = 'd' and source.oid in ('json'::regtype, 'text'::regtype)))`;

export async function loadRepresentations(client: SqlClient): Promise<readonly Representation[]> {
  const { rows } = await client.query<Representation>(REPRESENTATIONS);
  return rows;
}

interface HandlerRow {
  readonly schema: string;
  readonly handler_schema: string;
  readonly handler_name: string;
  readonly target_schema: string;
  readonly target_name: string;
  readonly domain: string;
  readonly send_schema: string | null;
  readonly send_name: string | null;
}

const MEDIA_HANDLERS = `
  with recursive ${BASE_TYPES},
  media_types as (
    select type.oid, type.typname as name, namespace.nspname as schema,
      send_schema.nspname as send_schema, send.proname as send_name
    from pg_type type
    join pg_namespace namespace on namespace.oid = type.typnamespace
    join base_types base on base.oid = type.oid
    join pg_type base_type on base_type.oid = base.base
    left join pg_proc send on send.oid = base_type.typsend
      and base_type.oid <> all ('{text,varchar,bpchar,name,json,xml}'::regtype[])
    left join pg_namespace send_schema on send_schema.oid = send.pronamespace
    where type.typtype = 'd' and (type.typname ~* '^[a-z0-9.-]+/[a-z0-9.+-]+$' or type.typname = '*/*')
  ),
  rows as (
    select reltype as type from pg_class where relkind in ('v', 'r', 'm', 'f', 'p')
    union all
    select 'pg_catalog.anyelement'::regtype
  )
  select namespace.nspname as schema, namespace.nspname as handler_schema, routine.proname as handler_name,
    argument_schema.nspname as target_schema, argument.typname as target_name,
    media_types.name as domain, media_types.send_schema, media_types.send_name
  from media_types
  join pg_proc routine on routine.prorettype = media_types.oid and routine.prokind = 'a'
  join pg_namespace namespace on namespace.oid = routine.pronamespace
  join pg_type argument on argument.oid = routine.proargtypes[0]
  join pg_namespace argument_schema on argument_schema.oid = argument.typnamespace
  where routine.pronargs = 1 and argument.oid in (select type from rows)
  union all
  select namespace.nspname, media_types.schema, media_types.name, namespace.nspname, routine.proname,
    media_types.name, media_types.send_schema, media_types.send_name
  from media_types
  join pg_proc routine on routine.prorettype = media_types.oid and routine.prokind = 'f'
  join pg_namespace namespace on namespace.oid = routine.pronamespace
  where not routine.proretset`;

export async function loadMediaHandlers(client: SqlClient): Promise<readonly MediaHandler[]> {
  const { rows } = await client.query<HandlerRow>(MEDIA_HANDLERS);
  return rows.map((row) => {
    const anyElement = row.target_schema === "pg_catalog" && row.target_name === "anyelement";
    const { send_schema: schema, send_name: name } = row;
    return {
      schema: row.schema,
      handler: { schema: row.handler_schema, name: row.handler_name },
      target: anyElement ? undefined : { schema: row.target_schema, name: row.target_name },
      mediaType: row.domain.toLowerCase(),
      produces: row.domain === "*/*" ? "application/octet-stream" : row.domain,
      send: schema === null || name === null ? undefined : { schema, name },
    };
  });
}
