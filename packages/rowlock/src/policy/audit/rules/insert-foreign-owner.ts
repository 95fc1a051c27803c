import { WEAKNESSES } from "../../analysis/binding.ts";
import { changesOwners, policyTitle, weakPolicyRule } from "../weak-policy-rule.ts";

export const insertForeignOwner = weakPolicyRule({
  id: "insert-foreign-owner",
  level: "error",
  title: "Rows can be added in somebody else's name",
  why: "Without a WITH CHECK that compares the owner with the caller, anyone can plant rows among another user's.",
  help: "Write WITH CHECK with the same comparison as the SELECT policy.",
  weaknesses: WEAKNESSES,
  concerns: (weak) => changesOwners(weak) && weak.verbs.includes("insert"),
  message: (weak) =>
    `The policy ${policyTitle(weak)} lets a row be added with any owner (${weak.guard.text})`,
});
