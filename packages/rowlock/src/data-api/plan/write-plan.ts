// Plans a write: which columns are set from the payload, under which conditions, and what comes back of the rows.
import type { QualifiedName } from "../../catalog/qualified-name.ts";
import type { Table } from "../../catalog/table.ts";
import { failure } from "../errors.ts";
import type { ApiRequest } from "../request/api-request.ts";
import type { Slot } from "../request/shape.ts";
import { type FieldScope, type WrittenColumn, writtenColumn } from "./fields.ts";
import { compare, planLogic } from "./plan-conditions.ts";
import type { PlanContext } from "./plan-read.ts";
import type { Condition, ReadNode } from "./read-node.ts";
import { returnedColumns } from "./returned-columns.ts";

/** A JSON text in a slot: an object or an array of objects. */
export interface JsonBody {
  readonly value: Slot;
  readonly isObject: boolean;
}

interface WriteTarget {
  readonly table: QualifiedName;
  /** Empty: nothing but the number of rows. */
  readonly returning: readonly string[];
}

export interface InsertPlan extends WriteTarget {
  readonly kind: "insert";
  readonly columns: readonly WrittenColumn[];
  readonly body: JsonBody;
  readonly appliesDefaults: boolean;
  readonly conflict:
    | { readonly action: "merge" | "ignore"; readonly columns: readonly string[] }
    | undefined;
  /** Of PUT: what the row must be, so that the key in the URL is the key in the body. */
  readonly conditions: readonly Condition[];
  readonly primaryKey: readonly string[];
}

export interface UpdatePlan extends WriteTarget {
  readonly kind: "update";
  readonly columns: readonly WrittenColumn[];
  readonly body: JsonBody;
  readonly appliesDefaults: boolean;
  readonly conditions: readonly Condition[];
}

export interface DeletePlan extends WriteTarget {
  readonly kind: "delete";
  readonly conditions: readonly Condition[];
}

export type WritePlan = InsertPlan | UpdatePlan | DeletePlan;

/** @throws DataApiError PGRST204 for an unknown column, PGRST105 for a PUT without exactly its key */
export function planWrite(
  request: ApiRequest,
  {
    table,
    root,
    context,
  }: { readonly table: Table; readonly root: ReadNode; readonly context: PlanContext },
): WritePlan {
  const { action, query, preferences } = request;
  const scope: FieldScope = { catalog: context.catalog, table };
  const wanted = preferences.return === "representation" || preferences.return === "headers-only";
  const target = {
    table: { schema: table.schema, name: table.name },
    returning: wanted ? returnedColumns(root, table.primaryKey) : [],
  };
  const conditions = () => rootConditions(request, scope);
  const write = action.kind === "write" ? action.write : "create";
  if (write === "delete") return { kind: "delete", ...target, conditions: conditions() };
  if (write === "upsert") checkKeyFilters(request, table);
  const written = {
    ...target,
    columns: request.payloadNames.map((name) => columnToWrite(name, table, scope)),
    body: jsonBody(request),
  };
  const appliesDefaults = preferences.missing === "default";
  switch (write) {
    case "update":
      return { kind: "update", ...written, appliesDefaults, conditions: conditions() };
    case "create":
      return {
        kind: "insert",
        ...written,
        appliesDefaults,
        conflict: conflictOf(request, query.onConflict ?? table.primaryKey),
        conditions: [],
        primaryKey: table.primaryKey,
      };
    case "upsert":
      return {
        kind: "insert",
        ...written,
        appliesDefaults: false,
        conflict: { action: "merge", columns: table.primaryKey },
        conditions: conditions(),
        primaryKey: [],
      };
  }
}

function conflictOf(
  { preferences }: ApiRequest,
  columns: readonly string[],
): InsertPlan["conflict"] {
  if (preferences.resolution === undefined) return undefined;
  return { action: preferences.resolution === "merge-duplicates" ? "merge" : "ignore", columns };
}

function rootConditions({ query }: ApiRequest, scope: FieldScope): readonly Condition[] {
  const context = { scope, related: undefined };
  return [
    ...query.filters.filter(isForRoot).map((filter) => compare(filter, context)),
    ...query.logic.filter(isForRoot).map(({ tree }) => planLogic(tree, context)),
  ];
}

function isForRoot({ embeds }: { readonly embeds: readonly string[] }): boolean {
  return embeds.length === 0;
}

function columnToWrite(name: string, table: Table, scope: FieldScope): WrittenColumn {
  const column = table.columns.get(name);
  if (column === undefined) throw failure("noColumn", { relation: table.name, column: name });
  return writtenColumn(scope, column);
}

function jsonBody({ payload }: ApiRequest): JsonBody {
  if (payload?.kind !== "json") throw failure("body", "Empty or invalid json");
  return { value: payload.value, isObject: payload.isObject };
}

function checkKeyFilters({ query }: ApiRequest, { primaryKey }: Table): void {
  const { filters, filterNames, logic } = query;
  const isKey = primaryKey.length > 0 && filterNames.size === primaryKey.length;
  const allKeys = primaryKey.every((name) => filterNames.has(name));
  const allEqual = filters.filter(isForRoot).every(({ predicate: { negated, comparison } }) => {
    if (negated || comparison.kind !== "quantified") return false;
    return comparison.operator === "eq" && comparison.quantifier === undefined;
  });
  if (!isKey || !allKeys || !allEqual || logic.length > 0) throw failure("upsertFilters");
}
