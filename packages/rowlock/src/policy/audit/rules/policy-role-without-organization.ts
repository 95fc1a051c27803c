import { policyTitle, weakPolicyRule } from "../weak-policy-rule.ts";

export const policyRoleWithoutOrganization = weakPolicyRule({
  id: "policy-role-without-organization",
  level: "error",
  title: "A policy asks for an organization role but not for which organization",
  why: "Anyone can make an organization and be its admin. A role means something only within its organization.",
  help: "Compare the row's organization as well: (select auth.jwt()->'o'->>'id') = org_id.",
  weaknesses: ["organization-role"],
  message: (weak) =>
    `The policy ${policyTitle(weak)} is passed by that role of any organization, for ${weak.verbs.join(", ")}`,
});
