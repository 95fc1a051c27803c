// Plans with their statements, kept by the shape of the request: the same question with other values is planned once.
// INVARIANT: the key holds all that a plan depends on but the catalog, and a new catalog empties the cache; values are
// never part of it.

import { createSieveCache } from "../cache/sieve-cache.ts";
import type { ExposedCatalog } from "../catalog/exposed-catalog.ts";
import { type Plan, plan } from "./plan/plan.ts";
import { renderStatements, type Statements } from "./render/statement.ts";
import type { ApiRequest } from "./request/api-request.ts";
import type { DataApiSettings } from "./settings.ts";

export interface PreparedPlan {
  readonly plan: Plan;
  /** Undefined for what needs no rows. */
  readonly statements: Statements | undefined;
}

/** A shape longer than this is planned each time: it would fill the cache with one client's work. */
const LONGEST_SHAPE = 8_192;
const MOST_PLANS = 1_000;

/** Gives the plan of a request. @throws DataApiError as `plan` does */
export type PlanRequest = (request: ApiRequest, catalog: ExposedCatalog) => PreparedPlan;

export function createPreparedPlans(settings: DataApiSettings): PlanRequest {
  const known = createSieveCache<PreparedPlan>(MOST_PLANS);
  let plannedFor: ExposedCatalog | undefined;
  return (request, catalog) => {
    if (plannedFor !== catalog) known.clear();
    plannedFor = catalog;
    const before = known.get(request.shape);
    if (before !== undefined) return before;
    const made = prepare(request, { catalog, settings });
    if (request.shape.length <= LONGEST_SHAPE) known.set(request.shape, made);
    return made;
  };
}

function prepare(
  request: ApiRequest,
  context: { readonly catalog: ExposedCatalog; readonly settings: DataApiSettings },
): PreparedPlan {
  const made = plan(request, context);
  if (made.kind === "options" || made.kind === "describe")
    return { plan: made, statements: undefined };
  const { preferences } = request;
  const statements = renderStatements(made, { preferences, maxRows: context.settings.dbMaxRows });
  return { plan: made, statements };
}
