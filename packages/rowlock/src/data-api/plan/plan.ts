// The second stage: a request with the catalog becomes a plan, which says what will be done without doing it.
// Guarantee: plain data without values. What is not allowed is refused here, before there is a connection.

import type { Routine } from "../../catalog/parts/routines.ts";
import { nameKey, type QualifiedName } from "../../catalog/qualified-name.ts";
import type { Table } from "../../catalog/table.ts";
import { failure } from "../errors.ts";
import type { ApiRequest } from "../request/api-request.ts";
import type { MediaType } from "../request/media-type.ts";
import { ANY_TYPE, JSON_TYPE, mimeOf, OPENAPI_TYPE } from "../request/media-type.ts";
import { type CallPlan, planCall } from "./call-plan.ts";
import { findRoutine } from "./find-routine.ts";
import { type Handler, type Negotiated, negotiate } from "./negotiate.ts";
import { type PlanContext, planRead, type ReadPlan } from "./plan-read.ts";
import { suggestTable } from "./suggestions.ts";
import { planWrite, type WritePlan } from "./write-plan.ts";

interface RowsPlan extends Negotiated {
  readonly read: ReadPlan;
  readonly readOnly: boolean;
}

export type Plan =
  | ({ readonly kind: "read"; readonly table: QualifiedName } & RowsPlan)
  | ({ readonly kind: "write"; readonly write: WritePlan } & RowsPlan)
  | ({ readonly kind: "call"; readonly call: CallPlan } & RowsPlan)
  /** The description of the API. */
  | { readonly kind: "describe"; readonly schema: string; readonly mediaType: MediaType }
  /** What OPTIONS answers. */
  | { readonly kind: "options"; readonly allow: readonly string[] };

const NO_BODY: Handler = { kind: "none" };

/** @throws DataApiError for what the catalog does not know, or the settings do not allow */
export function plan(request: ApiRequest, context: PlanContext): Plan {
  const { action } = request;
  switch (action.kind) {
    case "read":
      return planReading(request, action, context);
    case "write":
      return planWriting(request, action.relation, context);
    case "call":
      return planCalling(request, action, context);
    case "describe":
      return planDescription(request);
    case "options":
      return { kind: "options", allow: allowed(request, action, context) };
  }
}

function tableOf(request: ApiRequest, name: string, { catalog }: PlanContext): Table {
  const qualified = { schema: request.schema.name, name };
  const table = catalog.tables.get(nameKey(qualified));
  if (table !== undefined) return table;
  throw failure("noRelation", { ...qualified, suggestion: suggestTable(catalog, qualified) });
}

function negotiateFor(
  request: ApiRequest,
  { target, read, context }: { target: QualifiedName; read: ReadPlan; context: PlanContext },
): Negotiated {
  return negotiate({
    catalog: context.catalog,
    accept: request.accept,
    target,
    selectsAll: read.selectsAll,
    planEnabled: context.settings.dbPlanEnabled,
  });
}

function checkPreferences({ preferences: { handling, unknown } }: ApiRequest): void {
  if (handling === "strict" && unknown.length > 0) throw failure("preferences", unknown);
}

function planReading(
  request: ApiRequest,
  action: { readonly relation: string; readonly headersOnly: boolean },
  context: PlanContext,
): Plan {
  const { schema, name } = tableOf(request, action.relation, context);
  const table = { schema, name };
  const read = planRead(request, table, context);
  const negotiated = negotiateFor(request, { target: table, read, context });
  checkPreferences(request);
  const handler = action.headersOnly ? NO_BODY : negotiated.handler;
  return { kind: "read", table, read, readOnly: true, ...negotiated, handler };
}

function planWriting(request: ApiRequest, relation: string, context: PlanContext): Plan {
  const table = tableOf(request, relation, context);
  const name = { schema: table.schema, name: table.name };
  const read = planRead(request, name, context);
  const write = planWrite(request, { table, root: read.root, context });
  checkPreferences(request);
  const negotiated = negotiateFor(request, { target: name, read, context });
  const handler = request.preferences.return === "representation" ? negotiated.handler : NO_BODY;
  return { kind: "write", write, read, readOnly: false, ...negotiated, handler };
}

function planCalling(
  request: ApiRequest,
  action: { readonly routine: string; readonly method: "get" | "head" | "post" },
  context: PlanContext,
): Plan {
  const routine = routineOf(request, action, context);
  const { type, composite } = routine.returns;
  // Functions that return rows of a relation can embed what the relation can.
  const target = { schema: routine.schema, name: composite ? type.name : routine.name };
  const read = planRead(request, target, context);
  const call = planCall(request, routine, read.root);
  const negotiated = negotiateFor(request, { target, read, context });
  checkPreferences(request);
  const { maxAffected, handling } = request.preferences;
  if (maxAffected !== undefined && handling === "strict" && !routine.returns.setOf) {
    throw failure("maxAffectedRpc");
  }
  return {
    kind: "call",
    call,
    read,
    readOnly: action.method !== "post" || routine.volatility !== "volatile",
    ...negotiated,
    handler: action.method === "head" ? NO_BODY : negotiated.handler,
  };
}

function routineOf(
  request: ApiRequest,
  action: { readonly routine: string; readonly method: "get" | "head" | "post" },
  { catalog }: PlanContext,
): Routine {
  const isPost = action.method === "post";
  const names = isPost ? request.payloadNames : request.query.arguments.map(({ name }) => name);
  return findRoutine(catalog, {
    schema: request.schema.name,
    name: action.routine,
    arguments: [...new Set(names)].sort(),
    isPost,
    contentType: request.contentType,
  });
}

function planDescription(request: ApiRequest): Plan {
  const made: readonly MediaType[] = [OPENAPI_TYPE, JSON_TYPE, ANY_TYPE];
  const accepted = request.accept.map(mimeOf);
  if (!made.some((type) => accepted.includes(mimeOf(type)))) throw failure("mediaType", accepted);
  return { kind: "describe", schema: request.schema.name, mediaType: OPENAPI_TYPE };
}

function allowed(
  request: ApiRequest,
  action: { readonly of: "relation" | "routine" | "root"; readonly name: string },
  context: PlanContext,
): readonly string[] {
  switch (action.of) {
    case "root":
      return ["OPTIONS", "GET", "HEAD"];
    case "routine": {
      const { volatility } = routineOf(request, { routine: action.name, method: "head" }, context);
      return volatility === "volatile" ? ["OPTIONS", "POST"] : ["OPTIONS", "GET", "HEAD", "POST"];
    }
    case "relation": {
      const table = tableOf(request, action.name, context);
      const { insertable, updatable, deletable } = table;
      const upsertable = insertable && updatable && table.primaryKey.length > 0;
      return [
        ...["OPTIONS", "GET", "HEAD"],
        ...(insertable ? ["POST"] : []),
        ...(upsertable ? ["PUT"] : []),
        ...(updatable ? ["PATCH"] : []),
        ...(deletable ? ["DELETE"] : []),
      ];
    }
  }
}
