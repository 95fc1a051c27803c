import { sql } from "../../../sql/fragment.ts";
import { mayTry } from "../../analysis/database-analysis.ts";
import { nameList, relationName, statement } from "../../fix/fix.ts";
import type { Rule } from "../rule.ts";

export const materializedViewExposed: Rule = {
  id: "materialized-view-exposed",
  level: "warning",
  title: "A materialized view is open to requests",
  why: "It holds a copy of rows that was made with its owner's rights, and policies can't be put on it.",
  help: "Revoke it, and serve it through a function or a view that compares with the caller.",
  *check({ relations, requestRoles }) {
    for (const relation of relations) {
      if (!relation.exposed || relation.kind !== "materialized view") continue;
      const open = requestRoles.filter((role) => mayTry(relation, role, "select"));
      if (open.length === 0 || relation.intent?.read === "public") continue;
      yield {
        object: { schema: relation.schema, view: relation.name },
        message: `The materialized view ${relation.schema}.${relation.name} is open to ${open.join(" and ")}`,
        fix: statement(
          sql`revoke all on ${relationName(relation)} from ${nameList(["public", ...open])}`,
        ),
      };
    }
  },
};
