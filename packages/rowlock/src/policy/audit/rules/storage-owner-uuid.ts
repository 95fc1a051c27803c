import { objectPolicies } from "../../analysis/storage-policies.ts";
import { walk } from "../../expression/expression.ts";
import type { Rule } from "../rule.ts";
import { policyObject, policyTitle } from "../weak-policy-rule.ts";

export const storageOwnerUuid: Rule = {
  id: "storage-owner-uuid",
  level: "error",
  title: "A policy of Storage asks for the owner as a uuid",
  why: "storage.objects.owner is a uuid, for Supabase's own users. Clerk's ids are text: of their files it is always NULL, so the policy lets nobody through.",
  help: "Compare owner_id, which holds the token's sub as text, or the file's first folder.",
  *check(subject) {
    for (const one of objectPolicies(subject)) {
      const asks = one.expressions.some((expression) =>
        [...walk(expression)].some(
          (node) =>
            node.kind === "column" &&
            node.path.at(-1) === "owner" &&
            (node.path.length === 1 || node.path.at(-2) === "objects"),
        ),
      );
      if (!asks) continue;
      yield {
        object: policyObject(one),
        message: `The policy ${policyTitle(one)} compares owner, which is NULL for files of Clerk's users`,
      };
    }
  },
};
