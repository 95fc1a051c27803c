import { readCallerValue } from "../../expression/caller-value.ts";
import { meaningsOf } from "../../expression/claim-meaning.ts";
import { childrenOf, type Expression, walk } from "../../expression/expression.ts";
import type { GuardContext } from "../../expression/scope.ts";
import type { Rule } from "../rule.ts";
import { policyRelations } from "../weak-policies.ts";
import { policyObject, policyTitle } from "../weak-policy-rule.ts";

/** LIKE, ILIKE and regular expressions, as PostgreSQL writes them, and comparisons by order. */
const PATTERNS = new Set(["~~", "~~*", "~", "~*", "<", "<=", ">", ">="]);

/** What finds an id inside a text, or keeps only a part of it. */
const SEARCHES = new Set(["strpos", "position", "starts_with", "regexp_like"]);
const SHORTENINGS = new Set(
  "lower upper initcap left right substr substring split_part regexp_replace md5 hashtext length char_length".split(
    " ",
  ),
);

export const policyLooseComparison: Rule = {
  id: "policy-loose-comparison",
  level: "warning",
  title: "A policy compares ids loosely",
  why: "Clerk's ids tell upper case from lower, and hold _, which LIKE takes for any letter. Compared as a pattern, by order, in one case or in part, one id can pass for another.",
  help: "Compare whole ids with =. Keep several in an array, or in a table of its own.",
  *check(subject) {
    for (const relation of policyRelations(subject)) {
      for (const { policy, using, check } of relation.guards) {
        const loose = [using, check].some(
          (guard) => guard?.understood && isLoose(guard.expression, subject.context),
        );
        if (!loose) continue;
        yield {
          object: policyObject({ relation, policy }),
          message: `The policy ${policyTitle({ relation, policy })} compares the caller's id by a pattern, by order, without case or in part`,
        };
      }
    }
  },
};

function isLoose(expression: Expression, context: GuardContext): boolean {
  for (const inner of walk(expression)) {
    if (inner.kind === "operator" && inner.left !== null) {
      const sides = [inner.left, inner.right];
      const loose = PATTERNS.has(inner.operator) || (inner.operator === "=" && sides.some(isShort));
      if (loose && speaksOfBoth(sides, context)) return true;
    }
    if (inner.kind === "call" && SEARCHES.has(inner.name.at(-1) ?? "")) {
      if (speaksOfBoth(inner.args, context)) return true;
    }
  }
  return false;

  function isShort(side: Expression): boolean {
    if (side.kind === "cast") return isShort(side.arg);
    if (side.kind === "subquery") return side.query.targets.some(isShort);
    return (
      side.kind === "call" &&
      SHORTENINGS.has(side.name.at(-1) ?? "") &&
      side.args.some((arg) => hasId(arg, context))
    );
  }
}

/** One side holds the caller's id, the other a column. */
function speaksOfBoth(sides: readonly Expression[], context: GuardContext): boolean {
  return sides.some(
    (side, place) =>
      hasId(side, context) && sides.some((other, at) => at !== place && hasColumn(other)),
  );
}

function hasId(expression: Expression, context: GuardContext): boolean {
  const caller = readCallerValue(expression, context);
  if (caller !== undefined) {
    const meanings = meaningsOf(caller);
    return meanings.has("user") || meanings.has("organization");
  }
  const inner = expression.kind === "subquery" ? expression.query.targets : childrenOf(expression);
  return inner.some((child) => hasId(child, context));
}

function hasColumn(expression: Expression): boolean {
  return [...walk(expression)].some((inner) => inner.kind === "column");
}
