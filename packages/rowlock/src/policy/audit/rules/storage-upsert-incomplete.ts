import { appliesTo, covers } from "../../analysis/database-analysis.ts";
import { objectPolicies, shareBucket } from "../../analysis/storage-policies.ts";
import type { Rule } from "../rule.ts";
import { policyObject, policyTitle } from "../weak-policy-rule.ts";

export const storageUpsertIncomplete: Rule = {
  id: "storage-upsert-incomplete",
  level: "info",
  title: "Files may be uploaded, but not with upsert",
  why: "An upload with upsert: true inserts, reads and updates: it asks for policies of all three. Where one lacks, it is refused, also for a name that is new.",
  help: "Write SELECT and UPDATE policies for the same files, unless nobody shall replace one.",
  *check(subject) {
    const policies = objectPolicies(subject).filter(({ policy }) => policy.permissive);
    for (const one of policies) {
      if (!covers(one.policy, "insert") || one.ways.length === 0) continue;
      const roles = subject.requestRoles.filter((role) => appliesTo(one.policy, role));
      const lacking = (["select", "update"] as const).filter((verb) =>
        roles.some(
          (role) =>
            !policies.some(
              (other) =>
                covers(other.policy, verb) &&
                appliesTo(other.policy, role) &&
                shareBucket(one, other),
            ),
        ),
      );
      if (lacking.length === 0) continue;
      const verbs = lacking.map((verb) => verb.toUpperCase()).join(" and ");
      yield {
        object: policyObject(one),
        message: `The policy ${policyTitle(one)} lets files in, and no policy lets the same people ${verbs} them: upsert is refused`,
      };
    }
  },
};
