// Which claims and headers an expression reads, through functions and subqueries, and whether the request carries them.
import type { JsonObject, JsonValue } from "../../../tokens/verified-token.ts";
import type { CallerValue, ClaimReading } from "../../expression/caller-value.ts";
import { meaningOf } from "../../expression/claim-meaning.ts";
import type { Expression } from "../../expression/expression.ts";
import { ingredientsOf } from "../../expression/ingredients.ts";
import type { GuardContext } from "../../expression/scope.ts";
import { relationTitle } from "../relation-title.ts";
import type { ClaimReport } from "../reports.ts";

/** What a policy may know of a request. */
export interface Asking {
  readonly claims: JsonObject;
  /** By their names in lower case. */
  readonly headers: JsonObject;
  readonly cookies: JsonObject;
}

/** What expressions are read by, for one explanation. */
export interface ExpressionReader {
  readonly context: GuardContext;
  readonly asking: Asking;
}

export interface ReadThings {
  readonly claims: readonly ClaimReport[];
  /** As `schema.name`: those that are guarded by policies. */
  readonly guardedTables: readonly string[];
}

export function thingsReadBy(expression: Expression, reader: ExpressionReader): ReadThings {
  const { context, asking } = reader;
  const scope = { context, levels: [], call: null, depth: 0 };
  const { callers, tables } = ingredientsOf(expression, scope);
  const reports = callers.flatMap((caller) => claimReport(caller, asking) ?? []);
  const guarded = tables.flatMap((table) => {
    const found = context.findRelation(table);
    return found?.rowSecurity === true ? [relationTitle(found)] : [];
  });
  return { claims: distinct(reports), guardedTables: [...new Set(guarded)] };
}

/** Undefined for the whole of the token. */
function claimReport({ readings }: CallerValue, asking: Asking): ClaimReport | undefined {
  const [first] = readings;
  if (first === undefined || first.path.length === 0) return undefined;
  const values = readings.map((reading) => valueAt(reading, asking));
  const found = values.find((value) => value !== undefined && value !== null);
  const isWritten = typeof found === "string" || typeof found === "number";
  return {
    source: first.source,
    paths: readings.map(({ path }) => path.join(".")),
    meaning: meaningOf(first),
    found: found !== undefined,
    value: isWritten && first.source === "claims" ? String(found) : null,
    casts: [...new Set(readings.flatMap(({ casts }) => casts))],
    quoted: readings.some(({ quoted }) => quoted),
    legacy: readings.some(({ legacy }) => legacy),
  };
}

function valueAt({ source, path, legacy }: ClaimReading, asking: Asking): JsonValue | undefined {
  if (legacy) return undefined;
  let value: JsonValue | undefined = asking[source];
  for (const key of path) value = isObject(value) ? ownValue(value, key) : undefined;
  return value;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function ownValue(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function distinct(reports: readonly ClaimReport[]): readonly ClaimReport[] {
  return [...new Map(reports.map((one) => [JSON.stringify(one), one])).values()];
}
