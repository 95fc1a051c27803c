// Which columns an actor may name in a request, by grants on the table or on columns of their own.
import type { ColumnFacts } from "../../../catalog/parts/columns.ts";
import type { TablePrivilege } from "../../../catalog/parts/privileges.ts";
import type { JsonObject, JsonValue } from "../../../tokens/verified-token.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import type { Actor } from "../cast.ts";
import type { ProofRequest } from "../send.ts";

export function columnsFor(
  relation: AnalysedRelation,
  actor: Actor,
  privilege: TablePrivilege,
): readonly ColumnFacts[] {
  const held = relation.privileges.find((one) => one.role === actor.role);
  if (held === undefined || held.table.includes(privilege)) return relation.columns;
  const own = new Set(
    held.columns.flatMap((one) => (one.privileges.includes(privilege) ? [one.column] : [])),
  );
  // Without any grant the whole is asked for, so that the refusal is PostgreSQL's own.
  return own.size === 0 ? relation.columns : relation.columns.filter((one) => own.has(one.name));
}

/** `*`, or the columns that may be read. */
export function selectionFor(relation: AnalysedRelation, actor: Actor): string {
  const columns = columnsFor(relation, actor, "SELECT");
  if (columns.length === relation.columns.length) return "*";
  return columns.map(({ name }) => quoted(name)).join(",");
}

/** A name in PostgREST's language. */
export function quoted(name: string): string {
  return /^[A-Za-z_][\w]*$/.test(name) ? name : `"${name.replaceAll(/(["\\])/g, "\\$1")}"`;
}

/** Filters for one row by its key; undefined where a key column can't be asked for. */
export function keyFilter(key: JsonObject | null): Readonly<Record<string, string>> | undefined {
  if (key === null) return undefined;
  const filters: Record<string, string> = {};
  for (const [column, value] of Object.entries(key)) {
    if (value === null || typeof value === "object") return undefined;
    filters[column] = `eq.${value}`;
  }
  return filters;
}

/** Filters for all these rows at once, whose keys can be asked for. */
export function keysFilter(keys: readonly JsonObject[]): Readonly<Record<string, string>> {
  const [first = {}, ...others] = keys;
  if (others.length === 0) return keyFilter(first) ?? {};
  const [column, ...rest] = Object.keys(first);
  if (column !== undefined && rest.length === 0) {
    return { [column]: `in.(${keys.map((key) => literalOf(key[column])).join(",")})` };
  }
  const each = keys.map((key) => {
    const same = Object.entries(key).map(
      ([name, value]) => `${quoted(name)}.eq.${literalOf(value)}`,
    );
    return `and(${same.join(",")})`;
  });
  return { or: `(${each.join(",")})` };
}

/** A value in a list of PostgREST's language. */
function literalOf(value: JsonValue | undefined): string {
  return `"${String(value).replaceAll(/(["\\])/g, "\\$1")}"`;
}

export function pathOf({ name }: AnalysedRelation): string {
  return `/${encodeURIComponent(name)}`;
}

/** The profile header, where the relation is not in the first schema. */
export function profileOf(
  relation: Pick<AnalysedRelation, "schema">,
  { exposedSchemas }: DatabaseAnalysis,
): Pick<ProofRequest, "profile"> {
  return exposedSchemas[0] === relation.schema ? {} : { profile: relation.schema };
}
