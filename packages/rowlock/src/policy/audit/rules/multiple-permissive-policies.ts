import { policiesFor, VERBS } from "../../analysis/database-analysis.ts";
import type { Rule } from "../rule.ts";

export const multiplePermissivePolicies: Rule = {
  id: "multiple-permissive-policies",
  level: "info",
  title: "Several permissive policies serve the same role and verb",
  why: "Permissive policies add up: any one of them is enough, and each is evaluated. Two that were meant to hold together hold nothing.",
  help: "Join them into one with OR, or make one of them restrictive if both are meant to hold.",
  *check({ relations, requestRoles }) {
    for (const relation of relations) {
      if (!relation.exposed || !relation.rowSecurity) continue;
      for (const verb of VERBS) {
        for (const role of requestRoles) {
          const { permissive } = policiesFor(relation, role, verb);
          if (permissive.length < 2) continue;
          const names = permissive.map(({ policy }) => `"${policy.name}"`).join(", ");
          yield {
            object: { schema: relation.schema, table: relation.name, role },
            message: `${role} has ${permissive.length} permissive policies to ${verb} on ${relation.schema}.${relation.name}: ${names}`,
          };
        }
      }
    }
  },
};
