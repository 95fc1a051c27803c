// Judges the ways through a guard: which of them tie the row to the caller, which let others through, and which can't
// be told. A way that leaves the decision to another table is as good as that table's own policies.
import type { GuardedRelation } from "../../catalog/security-model.ts";
import { meaningsOf } from "../expression/claim-meaning.ts";
import type { Condition } from "../expression/condition.ts";
import type { TableReference } from "../expression/expression.ts";
import type { Guard, PolicyGuards } from "../expression/guard.ts";
import type { GuardContext } from "../expression/scope.ts";
import { asksForRoster, type RosterContext } from "./roster.ts";

export const WEAKNESSES = [
  "always",
  "signed-in",
  "anonymous",
  "row-only",
  "null-row",
  "same-column",
  "excludes",
  "unrelated",
  "caller-only",
  "organization-role",
  "open-delegate",
  "published-delegate",
] as const;

/** Why a way does not tie the row to the caller. */
export type Weakness = (typeof WEAKNESSES)[number];

export type Way =
  | { readonly verdict: "bound"; readonly conditions: readonly Condition[] }
  | {
      readonly verdict: "unknown";
      readonly reason: string;
      readonly conditions: readonly Condition[];
    }
  | {
      readonly verdict: "open";
      readonly weakness: Weakness;
      readonly conditions: readonly Condition[];
    };

export interface BindingContext {
  readonly context: GuardContext;
  readonly guardsOf: (relation: GuardedRelation) => readonly PolicyGuards[];
  readonly rosters: RosterContext;
}

/** Undefined when the expression was not understood. */
export function judgeGuard(
  guard: Guard,
  { relation, binding }: { readonly relation: GuardedRelation; readonly binding: BindingContext },
): readonly Way[] | undefined {
  if (!guard.understood) return undefined;
  return guard.alternatives.map((conditions) =>
    judgeWay(conditions, { guarded: relation, binding, visited: new Set(), heedsPublished: true }),
  );
}

interface Walk {
  readonly guarded: GuardedRelation;
  readonly binding: BindingContext;
  /** Tables whose policies are being looked at: one that refers back to itself binds nothing. */
  readonly visited: ReadonlySet<string>;
  /** Whether a parent's row that says itself that all may see it counts as open. */
  readonly heedsPublished: boolean;
}

function judgeWay(conditions: readonly Condition[], walk: Walk): Way {
  let unknown: string | undefined;
  for (const condition of conditions) {
    const verdict = judgeCondition(condition, walk);
    if (verdict === "bound") return { verdict, conditions };
    if (verdict === "unknown") {
      unknown =
        condition.kind === "opaque"
          ? condition.reason
          : "another table's policies are not understood";
    }
  }
  if (unknown !== undefined) return { verdict: "unknown", reason: unknown, conditions };
  return { verdict: "open", weakness: weaknessOf(conditions, walk), conditions };
}

function judgeCondition(condition: Condition, walk: Walk): Way["verdict"] {
  switch (condition.kind) {
    case "binds": {
      const meanings = meaningsOf(condition.caller);
      return meanings.has("common") ? "open" : "bound";
    }
    case "membership":
      return "bound";
    case "opaque":
      return "unknown";
    case "delegates":
      return judgeDelegation(condition.tables, walk);
    default:
      return "open";
  }
}

/** One bound table in the subquery is enough: its rows limit the others that it is joined with. */
function judgeDelegation(tables: readonly TableReference[], walk: Walk): Way["verdict"] {
  const verdicts = tables.map((table) => {
    const relation = walk.binding.context.findRelation(table);
    return relation === undefined ? "unknown" : judgeSelect(relation, walk);
  });
  if (verdicts.includes("bound")) return "bound";
  return verdicts.includes("unknown") ? "unknown" : "open";
}

function judgeSelect(relation: GuardedRelation, around: Walk): Way["verdict"] {
  const { binding, visited, heedsPublished } = around;
  if (!relation.rowSecurity || visited.has(relation.oid)) return "open";
  const walk = { ...around, guarded: relation, visited: new Set([...visited, relation.oid]) };
  const guards = binding
    .guardsOf(relation)
    .filter(({ policy }) => policy.permissive && ["all", "select"].includes(policy.command))
    .map((one) => one.using);
  const ways = guards.flatMap((guard) =>
    guard?.understood ? guard.alternatives.map((conditions) => judgeWay(conditions, walk)) : [],
  );
  if (ways.some((way) => way.verdict === "open" && !isShared(way, heedsPublished))) return "open";
  const unclear = guards.some((guard) => guard !== null && !guard.understood);
  return unclear || ways.some((way) => way.verdict === "unknown") ? "unknown" : "bound";
}

/** What the server's own people may see they may see whole; so may all, where rows say it of themselves. */
function isShared(way: Extract<Way, { verdict: "open" }>, heedsPublished: boolean): boolean {
  if (way.weakness === "caller-only") return true;
  return !heedsPublished && way.weakness === "row-only" && isPublication(way);
}

/** The most telling of the conditions that do not bind. */
function weaknessOf(conditions: readonly Condition[], walk: Walk): Weakness {
  const { guarded, binding } = walk;
  const isRoster = (one: Condition) =>
    one.kind === "unrelated" && asksForRoster(one, guarded, binding.rosters);
  const kinds = new Set(
    conditions.map((one): Condition["kind"] => (isRoster(one) ? "caller-only" : one.kind)),
  );
  const editableOrOther = conditions.flatMap((one) =>
    one.kind === "caller-only" ? one.callers : [],
  );
  const meanings = new Set(editableOrOther.flatMap((caller) => [...meaningsOf(caller)]));
  if (kinds.has("null-row")) return "null-row";
  if (kinds.has("excludes")) return "excludes";
  if (kinds.has("unrelated")) return "unrelated";
  if (kinds.has("delegates")) {
    const strict = { ...walk, heedsPublished: false };
    const closed = conditions.some((one) => judgeCondition(one, strict) === "bound");
    return closed ? "published-delegate" : "open-delegate";
  }
  if (meanings.has("organization-role")) return "organization-role";
  if (kinds.has("caller-only")) return "caller-only";
  if (kinds.has("row-only")) return "row-only";
  if (kinds.has("same-column")) return "same-column";
  if (kinds.has("anonymous")) return "anonymous";
  if (kinds.has("signed-in") || kinds.has("binds")) return "signed-in";
  return "always";
}

const PUBLICATION = /publi[cs]|visib|shared|sharing|listed|privat|privacy/i;
const CONCEALMENT = /privat|(^|_)(un|in)(listed|published|visible)/i;
const PUBLIC_VALUES =
  /^(public|published|publicly[ _-]\w+|everyone|anyone|all|open|shared|listed)$/i;
const PRIVATE_VALUES = /^(private|hidden|secret|draft|personal|nobody|none|only[ _-]?me)$/i;

/** The row's own word that it is for all to see, such as `published`, `visibility = 'public'` or `sharing <> 'private'`. */
export function isPublication(way: Way): boolean {
  return way.conditions.some((one) => one.kind === "row-only" && publishes(one));
}

function publishes({
  columns,
  named = [],
  values = [],
  excludes = false,
}: Extract<Condition, { kind: "row-only" }>): boolean {
  const isSaid = [...columns, ...named].some((column) => PUBLICATION.test(column));
  if (values.length === 0) {
    return isSaid && columns.some((column) => CONCEALMENT.test(column)) === excludes;
  }
  const isPublic = values.some((value) => PUBLIC_VALUES.test(value));
  if (excludes) return isSaid && !isPublic;
  return isPublic || (isSaid && !values.some((value) => PRIVATE_VALUES.test(value)));
}
