// A JSON payload as rows of typed columns, in SQL: PostgreSQL parses it, with the types that the catalog names.
import {
  empty,
  identifier,
  join,
  literal,
  type Sql,
  slot,
  sql,
  trusted,
} from "../../sql/fragment.ts";
import type { WrittenColumn } from "../plan/fields.ts";
import type { JsonBody } from "../plan/write-plan.ts";
import { convert } from "./fields.ts";

/** The rows of the payload, as an item of a FROM clause. */
export const BODY = identifier("pgrst_body");

export interface JsonRowsOptions {
  readonly body: JsonBody;
  readonly columns: readonly WrittenColumn[];
  /** A column that a row lacks gets its default, not null. */
  readonly appliesDefaults: boolean;
  /** Of an array only the first row counts. */
  readonly firstOnly: boolean;
}

/** The items of a FROM clause whose last is `pgrst_body`, with one row for each object of the payload. */
export function renderJsonRows(options: JsonRowsOptions): Sql {
  const { body, columns, appliesDefaults } = options;
  const type = appliesDefaults ? sql`jsonb` : sql`json`;
  const payload = sql`(select ${slot(body.value)}::${type} as json_data) pgrst_payload`;
  const defaults = appliesDefaults ? sql`, ${renderDefaults(options)}` : empty;
  const values = columns.map(({ name, convert: conversion }) =>
    conversion === undefined
      ? identifier(name)
      : sql`${convert(identifier(name), conversion)} as ${identifier(name)}`,
  );
  return sql`${payload}${defaults}, lateral (select ${join(values)} from ${renderRows(options)}) ${BODY}`;
}

function renderRows({ body, columns, appliesDefaults, firstOnly }: JsonRowsOptions): Sql {
  const data = appliesDefaults ? sql`pgrst_json_defs.val` : sql`pgrst_payload.json_data`;
  const prefix = appliesDefaults ? sql`jsonb` : sql`json`;
  if (columns.length === 0) {
    // An object without names is one row; of an array each element is one.
    return body.isObject ? sql`(values (1)) _` : sql`${prefix}_array_elements(${data}) _`;
  }
  const typed = columns.map(({ name, type }) => sql`${identifier(name)} ${trusted(type)}`);
  const read = body.isObject ? sql`${prefix}_to_record` : sql`${prefix}_to_recordset`;
  return sql`${read}(${data}) as _(${join(typed)})${firstOnly ? sql` limit 1` : empty}`;
}

/** Each object of the payload laid over the defaults. */
function renderDefaults({ body, columns }: JsonRowsOptions): Sql {
  const pairs = columns.flatMap(({ name, filledBy }) =>
    filledBy === null ? [] : [sql`${literal(name)}, ${trusted(filledBy)}`],
  );
  const defaults = sql`jsonb_build_object(${join(pairs)})`;
  if (body.isObject) {
    return sql`lateral (select ${defaults} || pgrst_payload.json_data as val) pgrst_json_defs`;
  }
  return sql`lateral (select jsonb_agg(${defaults} || elem) as val from jsonb_array_elements(pgrst_payload.json_data) elem) pgrst_json_defs`;
}
