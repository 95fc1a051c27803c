import type { AnalysedRelation } from "../../analysis/database-analysis.ts";
import { foreignKeysOf } from "../../analysis/ownership.ts";
import type { Condition } from "../../expression/condition.ts";
import type { AuditSubject, Rule } from "../rule.ts";
import { policyRelations } from "../weak-policies.ts";
import { policyObject, policyTitle } from "../weak-policy-rule.ts";

export const policyPartialKey: Rule = {
  id: "policy-partial-key",
  level: "error",
  title: "A policy finds a row's parent by only a part of its key",
  why: "Numbers that count anew for each tenant are the same in all of them: whoever has a parent of that number has the rows of everybody else's.",
  help: "Compare every column of the foreign key.",
  *check(subject) {
    for (const relation of policyRelations(subject)) {
      for (const { policy, using, check } of relation.guards) {
        const ways = [using, check].flatMap((guard) =>
          guard?.understood ? guard.alternatives : [],
        );
        const left = ways.map((way) => leftOut(relation, way, subject)).find((one) => one.length);
        if (left === undefined) continue;
        yield {
          object: policyObject({ relation, policy }),
          message: `The policy ${policyTitle({ relation, policy })} does not compare ${left.join(", ")}, a part of the key of the row that it looks for`,
        };
      }
    }
  },
};

/** The columns of a foreign key that a way through a policy forgets, where it follows the others. */
function leftOut(
  relation: AnalysedRelation,
  way: readonly Condition[],
  { relations, context }: AuditSubject,
): readonly string[] {
  if (way.some((condition) => condition.kind === "binds")) return [];
  for (const condition of way) {
    if (condition.kind !== "membership" && condition.kind !== "delegates") continue;
    const asked = condition.tables.map((table) => context.findRelation(table)?.oid);
    for (const key of foreignKeysOf(relation)) {
      const parent = relations.find((one) => one.oid === key.target);
      if (parent === undefined || !asked.includes(parent.oid)) continue;
      const followed = key.columns.filter((column) => condition.columns.includes(column));
      const left = key.columns.filter((column) => !followed.includes(column));
      if (followed.length === 0 || left.length === 0) continue;
      const theirs = followed.map((column) => key.targetColumns[key.columns.indexOf(column)] ?? "");
      if (!namesOneThing(relation, followed) && !namesOneThing(parent, theirs)) return left;
    }
  }
  return [];
}

/** Whether the columns say by themselves what is meant: by a key, by a reference, or as an id that no other row has. */
function namesOneThing(
  { constraints, columns }: AnalysedRelation,
  names: readonly string[],
): boolean {
  const isNamed = (part: readonly string[]) => part.every((column) => names.includes(column));
  return (
    constraints.some((one) => one.kind !== "check" && isNamed(one.columns)) ||
    columns.some((one) => names.includes(one.name) && one.baseType === "uuid")
  );
}
