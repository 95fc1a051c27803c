import { policyTitle, weakPolicyRule } from "../weak-policy-rule.ts";

export const policyRowOnly = weakPolicyRule({
  id: "policy-row-only",
  level: "error",
  title: "A policy looks at the row and not at the caller",
  why: "Rows of all users that meet the condition are open to everyone whom the policy names.",
  help: "Add the comparison with the caller. If the rows are meant to be seen, say so in a column such as is_public, or declare it in rowlock.toml.",
  weaknesses: ["row-only"],
  message: (weak) =>
    `The policy ${policyTitle(weak)} does not depend on the caller (${weak.guard.text}), for ${weak.verbs.join(", ")}`,
});
