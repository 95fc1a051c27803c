import { bucketsOfWay, objectPolicies } from "../../analysis/storage-policies.ts";
import type { Rule } from "../rule.ts";
import { policyObject, policyTitle } from "../weak-policy-rule.ts";

export const storagePolicyWithoutBucket: Rule = {
  id: "storage-policy-without-bucket",
  level: "warning",
  title: "A policy of Storage does not say which bucket it is for",
  why: "storage.objects holds the files of all buckets. A policy that names none serves every one of them, those that are made later too.",
  help: "Begin the condition with bucket_id = '...'.",
  *check(subject) {
    const policies = objectPolicies(subject);
    // A restrictive policy that names buckets says it for all.
    if (policies.some(({ policy, buckets }) => !policy.permissive && buckets !== undefined)) return;
    for (const one of policies) {
      if (!one.policy.permissive || one.ways.length === 0) continue;
      const forgets = one.ways.some(
        (way) =>
          bucketsOfWay(way).length === 0 &&
          !way.some((condition) => condition.kind === "opaque" || namesBucket(condition)),
      );
      if (!forgets) continue;
      yield {
        object: policyObject(one),
        message: `The policy ${policyTitle(one)} names no bucket, and so is for the files of all of them`,
      };
    }
  },
};

/** Also by way of another table, such as one that lists the buckets of a team. */
function namesBucket(condition: object): boolean {
  return "columns" in condition && Array.isArray(condition.columns)
    ? condition.columns.includes("bucket_id")
    : false;
}
