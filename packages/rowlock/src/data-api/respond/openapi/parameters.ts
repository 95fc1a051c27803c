// The parameters that paths of the OpenAPI description refer to.
import type { Table } from "../../../catalog/table.ts";
import type { Json } from "./definitions.ts";

function text(place: "query" | "header", name: string, description: string | undefined): Json {
  return { name, description, required: false, in: place, type: "string" };
}

function prefer(...choices: readonly string[]): Json {
  const values = choices.length === 0 ? undefined : choices;
  return { ...text("header", "Prefer", "Preference"), enum: values };
}

const RETURN = ["return=representation", "return=minimal", "return=none"];
const RESOLUTION = ["resolution=ignore-duplicates", "resolution=merge-duplicates"];
const PAGING = "Limiting and Pagination";

const SHARED: Json = {
  preferParams: prefer(),
  preferReturn: prefer(...RETURN),
  preferCount: prefer("count=none"),
  preferPost: prefer(...RETURN, ...RESOLUTION),
  select: text("query", "select", "Filtering Columns"),
  on_conflict: text("query", "on_conflict", "On Conflict"),
  order: text("query", "order", "Ordering"),
  range: text("header", "Range", PAGING),
  rangeUnit: { ...text("header", "Range-Unit", PAGING), default: "items" },
  offset: text("query", "offset", PAGING),
  limit: text("query", "limit", PAGING),
};

export function parameterDefinitions(tables: readonly Table[]): Json {
  return {
    ...SHARED,
    ...Object.fromEntries(tables.flatMap((table) => [bodyParameter(table), ...rowFilters(table)])),
  };
}

export function rowFilterName(table: Table, column: string): string {
  return `rowFilter.${table.name}.${column}`;
}

function bodyParameter({ name }: Table): readonly [string, Json] {
  const schema = { $ref: `#/definitions/${name}` };
  return [`body.${name}`, { name, description: name, required: false, in: "body", schema }];
}

function rowFilters(table: Table): readonly (readonly [string, Json])[] {
  return [...table.columns.values()].map(({ name, description }) => [
    rowFilterName(table, name),
    text("query", name, description ?? undefined),
  ]);
}
