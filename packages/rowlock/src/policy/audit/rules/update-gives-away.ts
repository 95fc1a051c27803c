import { WEAKNESSES } from "../../analysis/binding.ts";
import { changesOwners, policyTitle, weakPolicyRule } from "../weak-policy-rule.ts";

export const updateGivesAway = weakPolicyRule({
  id: "update-gives-away",
  level: "error",
  title: "An update can change whose a row is",
  why: "USING says which rows may be changed, WITH CHECK into what. Where the check is wider, a row can be pushed into another user's account.",
  help: "Leave WITH CHECK out, so that USING counts for both, or repeat the comparison with the caller in it.",
  weaknesses: WEAKNESSES,
  concerns: (weak) => changesOwners(weak) && weak.side === "check" && weak.verbs.includes("update"),
  message: (weak) =>
    `The policy ${policyTitle(weak)} lets an update give a row to anyone (${weak.guard.text})`,
});
