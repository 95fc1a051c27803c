import { policyTitle, weakPolicyRule } from "../weak-policy-rule.ts";

export const policyMissingClaim = weakPolicyRule({
  id: "policy-missing-claim",
  level: "error",
  title: "A policy lets callers through because they lack a claim",
  why: "A caller without a token lacks every claim, so this is the widest door of all.",
  help: "Take the test for NULL out, or write a policy of its own for the role anon.",
  weaknesses: ["anonymous"],
  message: (weak) =>
    `The policy ${policyTitle(weak)} is passed by callers without the claim, for ${weak.verbs.join(", ")}`,
});
