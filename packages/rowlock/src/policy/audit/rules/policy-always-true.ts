import { policyTitle, weakPolicyRule } from "../weak-policy-rule.ts";

export const policyAlwaysTrue = weakPolicyRule({
  id: "policy-always-true",
  level: "error",
  title: "A policy lets everything through",
  why: "An expression that is always true guards nothing: everyone whom the policy names has every row.",
  help: "Compare the row's owner with the caller. If everyone is meant to have these rows, declare it in rowlock.toml.",
  weaknesses: ["always"],
  message: (weak) =>
    `The policy ${policyTitle(weak)} is always true (${weak.guard.text}), for ${weak.verbs.join(", ")}`,
  // Adding to a table that belongs to nobody may be meant, as with a contact form.
  levelOf: (weak) =>
    !weak.owned && weak.verbs.every((verb) => verb === "insert") ? "warning" : "error",
});
