import { policyTitle, weakPolicyRule } from "../weak-policy-rule.ts";

export const policyNullOwner = weakPolicyRule({
  id: "policy-null-owner",
  level: "error",
  title: "A policy opens rows that have no owner",
  why: "Rows whose owner column is NULL, from before the column was there or from a server's insert, are open to everyone.",
  help: "Take the test for NULL out, give those rows an owner, and make the column NOT NULL.",
  weaknesses: ["null-row"],
  message: (weak) => `The policy ${policyTitle(weak)} lets everyone have rows without an owner`,
});
