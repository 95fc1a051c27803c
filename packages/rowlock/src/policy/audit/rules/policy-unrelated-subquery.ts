import { policyTitle, weakPolicyRule } from "../weak-policy-rule.ts";

export const policyUnrelatedSubquery = weakPolicyRule({
  id: "policy-unrelated-subquery",
  level: "error",
  title: "A policy's subquery has nothing to do with the row",
  why: "Without a condition that ties it to the row, the subquery is true for every row as soon as it is true for one.",
  help: "Tie the subquery to the row by its key: members.team_id = projects.team_id. Write the table's name before the column, else PostgreSQL takes the inner one.",
  weaknesses: ["unrelated"],
  message: (weak) => `A subquery of the policy ${policyTitle(weak)} is not tied to the row`,
});
