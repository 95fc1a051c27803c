// The rows that a request is about, read past the policies: how many there are, and the first of them as texts.

import type { BoundStatement } from "../../../database/batch/planned-request.ts";
import { compile, identifier, sql } from "../../../sql/fragment.ts";
import type { SqlClient } from "../../../sql/sql-client.ts";
import type { JsonObject } from "../../../tokens/verified-token.ts";

/** Policies are tried on so many rows. */
export const ROWS_TRIED = 200;

/** No more rows are counted. */
const ROWS_COUNTED = 100_000;

/** A row larger than this many bytes is not taken out of the database to be looked at. */
const LARGEST_ROW = 65_536;

export interface ReadRows {
  /** Null: more than are counted. */
  readonly total: number | null;
  readonly rows: readonly string[];
}

export async function readRows(client: SqlClient, query: BoundStatement): Promise<ReadRows> {
  const values = [...query.values];
  const counted = await client.query<{ total: string }>(
    `select count(*) as total from (select from (${query.text}) found limit ${ROWS_COUNTED + 1}) counted`,
    values,
  );
  const total = Number(counted.rows[0]?.total ?? 0);
  const { rows } = await client.query<{ row: string }>(
    `select row from (${query.text}) found(row) where octet_length(row) <= ${LARGEST_ROW} limit ${ROWS_TRIED}`,
    values,
  );
  return { total: total > ROWS_COUNTED ? null : total, rows: rows.map(({ row }) => row) };
}

export interface ChangedRow {
  readonly before: string;
  readonly after: string;
}

export async function readChangedRows(
  client: SqlClient,
  query: BoundStatement,
): Promise<readonly ChangedRow[]> {
  const { rows } = await client.query<ChangedRow>(
    `select before, after from (${query.text}) found(before, after)
     where octet_length(before) + octet_length(after) <= ${2 * LARGEST_ROW} limit ${ROWS_TRIED}`,
    [...query.values],
  );
  return rows;
}

export interface NamedRelation {
  readonly schema: string;
  readonly name: string;
}

/** All rows of a relation, as `readRows` wants them. */
export function everyRow({ schema, name }: NamedRelation): BoundStatement {
  const relation = identifier(schema, name);
  return compile(sql`select (${relation}.*)::text from ${relation}`);
}

/** Some columns of rows, for people. */
export async function describeRows(
  client: SqlClient,
  { schema, name }: NamedRelation,
  { rows, columns }: { readonly rows: readonly string[]; readonly columns: readonly string[] },
): Promise<readonly JsonObject[]> {
  const type = compile(identifier(schema, name)).text;
  const found = await client.query<{ row: JsonObject }>(
    `select coalesce((
       select jsonb_object_agg(key, case when length(value::text) > 200 then to_jsonb(left(value::text, 200)) else value end)
       from jsonb_each(to_jsonb(given.one::${type})) where key = any ($2)
     ), '{}') as row
     from unnest($1::text[]) with ordinality given(one, place) order by place`,
    [[...rows], [...columns]],
  );
  return found.rows.map(({ row }) => row);
}
