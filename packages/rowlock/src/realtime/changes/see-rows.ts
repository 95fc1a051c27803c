// Whom PostgreSQL lets see a row, as it stands now: asked as the hearer, by the primary key, for many rows at a time.
// The keys are looked up one by one, so that no plan reads the whole table, and with it every row's policy.
import type { LoggedTableFacts } from "../../catalog/parts/logged-tables.ts";
import type { BatchResult, ReadBatch } from "../../database/batch/batch.ts";
import { compileTemplate, identifier, join, type Sql, slot, sql } from "../../sql/fragment.ts";
import type { VerifiedToken } from "../../tokens/verified-token.ts";
import { SEARCH_PATH } from "./read-rows.ts";
import { arrayText, typedValue } from "./typed-value.ts";

/** The primary key's values as text, in its order. */
export type RowKey = readonly string[];

export interface SightStatement {
  /** Whether the hearer sees the rows of these keys. */
  batch(hearer: VerifiedToken, keys: readonly RowKey[]): ReadBatch;
}

/**
 * A plan for these keys alone would be made each time, which costs more than to look them up, and would be no other: each
 * key is found by its index.
 */
const PLAN_ONCE = ["plan_cache_mode", "force_generic_plan"] as const;

/** Of a table that has a primary key. */
export function sightStatement(table: LoggedTableFacts): SightStatement {
  const names = table.key.map((_, index) => identifier(`k${index}`));
  const arrays = table.key.map((_, index) => sql`pg_catalog.unnest(${slot(index)}::text[])`);
  const equal: Sql[] = table.key.flatMap((name, index) => {
    const column = table.columns.find((one) => one.name === name);
    if (column === undefined) return [];
    const value = typedValue({ table, column }, sql`k.${identifier(`k${index}`)}`);
    return sql`t.${identifier(name)} = ${value}`;
  });
  const template = compileTemplate(sql`select k.place
    from rows from (${join(arrays)}) with ordinality as k(${join(names)}, place)
    where (select true from ${identifier(table.schema, table.name)} as t where ${join(equal, " and ")})`);
  return {
    batch: (hearer, keys) => ({
      role: hearer.role,
      readOnly: true,
      settings: [SEARCH_PATH, PLAN_ONCE, ["request.jwt.claims", hearer.claimsText]],
      query: {
        text: template.text,
        values: template.bind(
          table.key.map((_, index) => arrayText(keys.map((key) => key[index] ?? ""))),
        ),
      },
    }),
  };
}

/** The places of the keys whose rows are seen, from 0 on. */
export function readSight({ rows }: BatchResult): ReadonlySet<number> {
  return new Set(rows.map(([place]) => Number(place) - 1));
}
