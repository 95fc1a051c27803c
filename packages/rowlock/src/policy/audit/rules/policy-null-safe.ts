import { appliesTo } from "../../analysis/database-analysis.ts";
import type { Rule } from "../rule.ts";
import { policyRelations } from "../weak-policies.ts";
import { policyObject, policyTitle } from "../weak-policy-rule.ts";

export const policyNullSafe: Rule = {
  id: "policy-null-safe",
  level: "error",
  title: "A policy takes NULL for equal to NULL",
  why: "IS NOT DISTINCT FROM, or coalesce with the same stand-in on both sides, is true where both are NULL: a caller without the claim, such as one without a token or an organization, has the rows without an owner.",
  help: "Compare with =, which is never true for NULL.",
  *check(subject) {
    for (const relation of policyRelations(subject)) {
      for (const { policy, using, check } of relation.guards) {
        if (!subject.requestRoles.some((role) => appliesTo(policy, role))) continue;
        const conditions = [using, check].flatMap((guard) =>
          guard?.understood ? guard.alternatives.flat() : [],
        );
        const weak = conditions.find((one) => one.kind === "binds" && one.nullSafe);
        if (weak?.kind !== "binds") continue;
        yield {
          object: policyObject({ relation, policy }),
          message: `The policy ${policyTitle({ relation, policy })} takes NULL for equal to NULL in ${weak.column}`,
        };
      }
    }
  },
};
