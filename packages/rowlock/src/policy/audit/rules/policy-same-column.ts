import { policyTitle, weakPolicyRule } from "../weak-policy-rule.ts";

export const policySameColumn = weakPolicyRule({
  id: "policy-same-column",
  level: "error",
  title: "A policy compares a column with itself",
  why: "A column always equals itself, so every row passes. Often a name inside a subquery means another table than was thought.",
  help: "Compare the column with the caller, and name the table wherever a column's name is not unique.",
  weaknesses: ["same-column"],
  message: (weak) =>
    `The policy ${policyTitle(weak)} compares a column with itself (${weak.guard.text})`,
});
