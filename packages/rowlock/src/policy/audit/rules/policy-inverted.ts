import { policyTitle, weakPolicyRule } from "../weak-policy-rule.ts";

export const policyInverted = weakPolicyRule({
  id: "policy-inverted",
  level: "error",
  title: "A policy lets through what it should hold back",
  why: "An inequality or NOT EXISTS leaves some rows out and opens all others, those of strangers among them.",
  help: "Write what may pass, not what may not: an equality with the caller, or EXISTS.",
  weaknesses: ["excludes"],
  message: (weak) =>
    `The policy ${policyTitle(weak)} only leaves rows out (${weak.guard.text}), for ${weak.verbs.join(", ")}`,
});
