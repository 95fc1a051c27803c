import { covers } from "../../analysis/database-analysis.ts";
import { bucketsOfWay, objectPolicies } from "../../analysis/storage-policies.ts";
import type { Rule } from "../rule.ts";
import { policyObject, policyTitle } from "../weak-policy-rule.ts";

export const storagePublicBucketLists: Rule = {
  id: "storage-public-bucket-lists",
  level: "warning",
  title: "A public bucket lets everybody list its files",
  why: "A file of a public bucket is served to whoever has its address; no policy is asked. A SELECT policy for all of them adds one thing: a list of every file that anybody has put there.",
  help: "Drop the policy, or let it show only the caller's own files.",
  *check(subject) {
    const { publicBuckets } = subject.model;
    for (const one of objectPolicies(subject)) {
      if (!one.policy.permissive || !covers(one.policy, "select")) continue;
      const listed = one.ways
        .filter((way) => way.every(({ kind }) => kind === "row-only" || kind === "signed-in"))
        .flatMap(bucketsOfWay)
        .filter((bucket) => publicBuckets.includes(bucket));
      if (listed.length === 0) continue;
      yield {
        object: policyObject(one),
        message: `The policy ${policyTitle(one)} lists all files of ${[...new Set(listed)].join(", ")}, which is public`,
      };
    }
  },
};
