import { policyTitle, weakPolicyRule } from "../weak-policy-rule.ts";

export const policyOpenParent = weakPolicyRule({
  id: "policy-open-parent",
  level: "error",
  title: "A policy relies on another table that is open itself",
  why: "A subquery sees what the caller may see of the other table. Where that table is open, so is this one.",
  help: "Protect the other table, or compare with the caller inside the subquery.",
  weaknesses: ["open-delegate", "published-delegate"],
  message: (weak) => {
    const tables = weak.way.conditions.flatMap((one) =>
      one.kind === "delegates" ? one.tables : [],
    );
    const names = [...new Set(tables.map((table) => `${table.schema ?? "public"}.${table.name}`))];
    return `The policy ${policyTitle(weak)} relies on ${names.join(", ")}, which is open`;
  },
});
