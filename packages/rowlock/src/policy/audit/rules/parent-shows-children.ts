import { judgeGuard } from "../../analysis/binding.ts";
import { type AnalysedRelation, mayTry, policiesFor } from "../../analysis/database-analysis.ts";
import type { AuditSubject, Rule } from "../rule.ts";

export const parentShowsChildren: Rule = {
  id: "parent-shows-children",
  level: "error",
  title: "A table shows rows of the tables that inherit from it by policies of its own",
  why: "A query on a parent gives the rows of its children too, and PostgreSQL asks the parent's policies alone. What the children's policies hold back is shown all the same.",
  help: "Give the parent policies that are as strict as its children's, or let nobody read it.",
  *check(subject) {
    for (const child of subject.relations) {
      const [first] = child.parents;
      if (first === undefined || child.isPartition || !child.rowSecurity) continue;
      const parent = subject.relations.find((one) => one.oid === first);
      if (parent?.exposed !== true || parent.intent?.read === "public") continue;
      for (const role of subject.requestRoles) {
        if (!mayTry(parent, role, "select") || !isOpen(parent, role, subject)) continue;
        if (isOpen(child, role, subject)) continue;
        yield {
          object: { schema: parent.schema, table: parent.name },
          message: `${parent.schema}.${parent.name} shows ${role} the rows of ${child.schema}.${child.name}, past the policies of that table`,
        };
        break;
      }
    }
  },
};

/** Whether some policy, or none being needed, shows the role rows that are not tied to it. */
function isOpen(relation: AnalysedRelation, role: string, { binding }: AuditSubject): boolean {
  if (!relation.rowSecurity) return true;
  return policiesFor(relation, role, "select").permissive.some(({ using }) =>
    using === null
      ? false
      : (judgeGuard(using, { relation, binding })?.some(({ verdict }) => verdict === "open") ??
        false),
  );
}
