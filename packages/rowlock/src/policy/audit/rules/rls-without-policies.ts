import { mayTry, VERBS } from "../../analysis/database-analysis.ts";
import type { Rule } from "../rule.ts";

export const rlsWithoutPolicies: Rule = {
  id: "rls-without-policies",
  level: "info",
  title: "A table is granted, but has no policies",
  why: "Requests see no row and can write none. If that is meant, the grants are not needed.",
  help: "Write policies (rowlock protect), or revoke the grants.",
  *check({ relations, requestRoles }) {
    for (const relation of relations) {
      if (!relation.exposed || !relation.rowSecurity || relation.policies.length > 0) continue;
      const granted = requestRoles.filter((role) =>
        VERBS.some((verb) => mayTry(relation, role, verb)),
      );
      if (granted.length === 0) continue;
      yield {
        object: { schema: relation.schema, table: relation.name },
        message: `${relation.schema}.${relation.name} is granted to ${granted.join(" and ")} and has no policies`,
      };
    }
  },
};
