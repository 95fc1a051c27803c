import { WEAKNESSES } from "../../analysis/binding.ts";
import { isGroup } from "../../analysis/ownership.ts";
import { changesOwners, policyTitle, weakPolicyRule } from "../weak-policy-rule.ts";

export const insertForeignOwner = weakPolicyRule({
  id: "insert-foreign-owner",
  level: "error",
  title: "Rows can be added in somebody else's name",
  why: "Without a WITH CHECK that compares the owner with the caller, anyone can plant rows among another user's.",
  help: "Write WITH CHECK with the same comparison as the SELECT policy.",
  weaknesses: WEAKNESSES,
  // A team that is founded has no members yet, and so is nobody else's.
  concerns: (weak) =>
    changesOwners(weak) && weak.verbs.includes("insert") && !isGroup(weak.relation),
  message: (weak) =>
    `The policy ${policyTitle(weak)} lets a row be added with any owner (${weak.guard.text})`,
});
