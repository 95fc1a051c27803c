// A table whose policies speak of the caller in a way that is not understood may belong to people without showing it:
// what is seen in it is then neither a leak nor safe.
import { isTable } from "../../catalog/parts/relations.ts";
import type { Audience } from "../../config/policy-config.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../analysis/database-analysis.ts";
import { isOwned } from "../analysis/ownership.ts";
import type { Guard } from "../expression/guard.ts";
import { ingredientsOf } from "../expression/ingredients.ts";
import type { GuardContext } from "../expression/scope.ts";

const REASON =
  "whose its rows are can't be told: a policy compares them with the caller in a way that the proof can't follow; name the owner column in rowlock.toml";

/** Audiences that do not ask whose a row is. */
const OWNERLESS: ReadonlySet<string> = new Set<Audience>(["public", "authenticated", "nobody"]);

/** Why the rows of a table can't be judged; undefined where they can. */
export function untoldOwner(
  relation: AnalysedRelation,
  { context }: DatabaseAnalysis,
): string | undefined {
  const { kind, ownership, intent } = relation;
  const isDeclared =
    intent !== undefined && OWNERLESS.has(intent.read) && OWNERLESS.has(intent.write);
  if (!isTable({ kind }) || isDeclared || isOwned(ownership)) return undefined;
  const guards = relation.guards.flatMap((one) => [one.using, one.check]);
  return guards.some((guard) => guard !== null && isUnclear(guard, context)) ? REASON : undefined;
}

function isUnclear(guard: Guard, context: GuardContext): boolean {
  if (!guard.understood) return true;
  const conditions = guard.alternatives.flat();
  if (conditions.some((one) => one.kind === "unrelated" && one.forgets)) return true;
  // A key of JSON, a folder of a path: the rows that the proof makes have none.
  if (conditions.some((one) => one.kind === "binds" && one.part)) return true;
  if (!conditions.some((one) => one.kind === "opaque")) return false;
  const parts = ingredientsOf(guard.expression, { context, levels: [], call: null, depth: 0 });
  return parts.callers.length + parts.opaque.length > 0;
}
