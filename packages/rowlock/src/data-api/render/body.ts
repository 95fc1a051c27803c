// The body of an answer as one aggregate over the rows, made by PostgreSQL: JSON, CSV, GeoJSON or a type of the database's own.
import {
  type Routine,
  returnsOneRow,
  returnsScalar,
  returnsSetOfScalar,
} from "../../catalog/parts/routines.ts";
import { type Sql, sql } from "../../sql/fragment.ts";
import type { Handler } from "../plan/negotiate.ts";
import { renderRelation } from "./fields.ts";

/** The rows that are aggregated. */
export const ROWS = sql`_postgrest_t`;

export interface BodyOptions {
  /** Where the rows come from a function: it says whether they are rows at all. */
  readonly routine: Routine | undefined;
  /** A relation with the same rows, where one is needed besides. */
  readonly rows: Sql;
}

export function renderBody(handler: Handler, options: BodyOptions): Sql {
  switch (handler.kind) {
    case "none":
      return sql`''::text`;
    case "json":
      return renderJson(options.routine, handler.nullsStripped);
    case "single-json":
      return renderSingle(options.routine, handler.nullsStripped);
    case "csv":
      return renderCsv(options.rows);
    case "geojson":
      return sql`json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(ST_AsGeoJSON(${ROWS})::json), '[]'))`;
    case "custom":
      return renderCustom(handler, options.routine);
  }
}

function json(value: Sql, { nullsStripped, none }: { nullsStripped: boolean; none: Sql }): Sql {
  return nullsStripped
    ? sql`coalesce(json_strip_nulls(${value}), ${none})`
    : sql`coalesce(${value}, ${none})`;
}

const NULL = sql`'null'`;
const EMPTY_ARRAY = sql`'[]'`;
const VALUES = sql`json_agg(${ROWS}.pgrst_scalar)`;
const OBJECTS = sql`json_agg(${ROWS})`;

function renderJson(routine: Routine | undefined, nullsStripped: boolean): Sql {
  if (routine !== undefined) {
    if (returnsOneRow(routine)) return json(sql`${OBJECTS}->0`, { nullsStripped, none: NULL });
    if (returnsScalar(routine)) return json(sql`${VALUES}->0`, { nullsStripped, none: NULL });
    if (returnsSetOfScalar(routine)) return json(VALUES, { nullsStripped, none: EMPTY_ARRAY });
  }
  return json(OBJECTS, { nullsStripped, none: EMPTY_ARRAY });
}

function renderSingle(routine: Routine | undefined, nullsStripped: boolean): Sql {
  const scalar = routine !== undefined && returnsScalar(routine);
  return json(scalar ? sql`${VALUES}->0` : sql`${OBJECTS}->0`, { nullsStripped, none: NULL });
}

/** The names of the first row's columns, then each row in PostgreSQL's own text form without its parentheses. */
function renderCsv(rows: Sql): Sql {
  const header = sql`(select coalesce(string_agg(name, ','), '') from (select json_object_keys(row_to_json(first)) as name from (select * from ${rows} limit 1) first) names)`;
  const line = sql`substring(${ROWS}::text, 2, length(${ROWS}::text) - 2)`;
  return sql`${header} || E'\\n' || coalesce(string_agg(${line}, E'\\n'), '')`;
}

function renderCustom(
  handler: Extract<Handler, { readonly kind: "custom" }>,
  routine: Routine | undefined,
): Sql {
  const call = renderRelation(handler.function);
  const made =
    routine !== undefined && returnsScalar(routine)
      ? sql`${call}(${ROWS}.pgrst_scalar)`
      : sql`${call}(${handler.target === undefined ? ROWS : sql`${ROWS}::${renderRelation(handler.target)}`})`;
  // Results come in text form, in which bytes are sent as base64.
  return handler.send === undefined
    ? made
    : sql`encode(${renderRelation(handler.send)}(${made}), 'base64')`;
}
