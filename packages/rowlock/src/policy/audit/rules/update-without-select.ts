import { mayTry, policiesFor } from "../../analysis/database-analysis.ts";
import type { Rule } from "../rule.ts";

export const updateWithoutSelect: Rule = {
  id: "update-without-select",
  level: "warning",
  title: "Rows may be changed that can't be seen",
  why: "An UPDATE or DELETE finds its rows by reading them. Without a SELECT policy it finds none: 0 rows are changed, and no error says why.",
  help: "Write a SELECT policy for the same rows.",
  *check({ relations, requestRoles }) {
    for (const relation of relations) {
      if (!relation.exposed || !relation.rowSecurity) continue;
      for (const role of requestRoles) {
        const changing = (["update", "delete"] as const).filter(
          (verb) =>
            mayTry(relation, role, verb) && policiesFor(relation, role, verb).permissive.length > 0,
        );
        const sees = policiesFor(relation, role, "select").permissive.length > 0;
        if (changing.length === 0 || sees) continue;
        yield {
          object: { schema: relation.schema, table: relation.name, role },
          message: `${role} may ${changing.join(" and ")} rows of ${relation.schema}.${relation.name}, but no SELECT policy lets it find them`,
        };
      }
    }
  },
};
