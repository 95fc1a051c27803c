// What a policy's expression guards a row by: its ways to pass, each a list of judged conditions.
// A way without conditions is open to everyone.
import type { PolicyFacts } from "../../catalog/parts/policies.ts";
import { type Leaf, waysOf } from "./alternatives.ts";
import { classify } from "./classify.ts";
import type { Alternatives } from "./condition.ts";
import type { Expression } from "./expression.ts";
import type { GuardContext, Scope } from "./scope.ts";

export type Guard =
  | {
      readonly understood: true;
      readonly text: string;
      readonly expression: Expression;
      readonly alternatives: Alternatives;
    }
  | { readonly understood: false; readonly text: string; readonly reason: string };

export function readGuard(text: string, context: GuardContext): Guard {
  const parsed = context.parser.expression(text);
  if (!parsed.ok) return { understood: false, text, reason: parsed.reason };
  const scope: Scope = { context, levels: [], call: null, depth: 0 };
  const ways = waysOf({ expression: parsed.value, negated: false, scope });
  if (ways === undefined) {
    return { understood: false, text, reason: "it has too many ways to be true" };
  }
  const alternatives = ways
    .map((way) => way.map((leaf: Leaf) => classify(leaf)))
    .filter((conditions) => !conditions.some((condition) => condition.kind === "never"))
    .map((conditions) => conditions.filter((condition) => condition.kind !== "always"));
  return { understood: true, text, expression: parsed.value, alternatives };
}

/** The two guards of a policy as they act: an absent WITH CHECK repeats USING. */
export interface PolicyGuards {
  readonly policy: PolicyFacts;
  /** Which rows can be seen, changed or deleted; null where the command has none. */
  readonly using: Guard | null;
  /** Which rows may be written; null where the command writes none. */
  readonly check: Guard | null;
}

export function readPolicyGuards(policy: PolicyFacts, context: GuardContext): PolicyGuards {
  const using = policy.using === null ? null : readGuard(policy.using, context);
  const check = policy.check === null ? null : readGuard(policy.check, context);
  const writes = policy.command !== "select" && policy.command !== "delete";
  return { policy, using, check: writes ? (check ?? using) : null };
}
