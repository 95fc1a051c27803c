import type { PolicyFacts } from "../../../catalog/parts/policies.ts";
import { sql } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import { judgeGuard, type Way } from "../../analysis/binding.ts";
import type { AnalysedRelation } from "../../analysis/database-analysis.ts";
import { isOwned } from "../../analysis/ownership.ts";
import { relationName, statement } from "../../fix/fix.ts";
import type { Rule } from "../rule.ts";
import { policyRelations } from "../weak-policies.ts";
import { policyObject, policyTitle } from "../weak-policy-rule.ts";

export const policyWithoutTo: Rule = {
  id: "policy-without-to",
  level: "warning",
  title: "A policy names no role",
  why: "Without TO a policy is for every role, anon among them. It is then one mistake in its expression away from being public, and is evaluated where it can never pass.",
  help: "Write TO authenticated, or TO anon, authenticated where the public is meant.",
  *check(subject) {
    for (const relation of policyRelations(subject)) {
      for (const { policy, using, check } of relation.guards) {
        if (!policy.permissive || !policy.roles.includes("public")) continue;
        const ways = [using, check].flatMap((guard) =>
          guard === null ? [] : (judgeGuard(guard, { relation, binding: subject.binding }) ?? []),
        );
        if (isForEveryone(relation, policy, ways)) continue;
        const bound = ways.length > 0 && ways.every((way) => way.verdict === "bound");
        yield {
          object: policyObject({ relation, policy }),
          message: `The policy ${policyTitle({ relation, policy })} has no TO, so it is for anon as well`,
          fix: bound
            ? statement(
                sql`alter policy ${readableName(policy.name)} on ${relationName(relation)} to authenticated`,
              )
            : null,
        };
      }
    }
  },
};

/** Everyone reads a table that is nobody's, or declared public: then no role need be named. */
function isForEveryone(
  { intent, ownership }: AnalysedRelation,
  { command }: PolicyFacts,
  ways: readonly Way[],
): boolean {
  const meant = intent === undefined ? !isOwned(ownership) : intent.read === "public";
  return (
    meant &&
    command === "select" &&
    ways.some((way) => way.verdict === "open" && way.weakness === "always")
  );
}
