import { sql } from "../../../sql/fragment.ts";
import { relationName, statement } from "../../fix/fix.ts";
import type { Rule } from "../rule.ts";
import { policyRelations } from "../weak-policies.ts";

export const policiesWithoutRls: Rule = {
  id: "policies-without-rls",
  level: "error",
  title: "A table has policies, but row level security is off",
  why: "Policies do nothing until row level security is switched on.",
  help: "Switch it on.",
  *check(subject) {
    for (const relation of policyRelations(subject)) {
      if (relation.rowSecurity || relation.policies.length === 0) continue;
      yield {
        object: { schema: relation.schema, table: relation.name },
        message: `${relation.schema}.${relation.name} has ${relation.policies.length} policies that do nothing: row level security is off`,
        fix: statement(sql`alter table ${relationName(relation)} enable row level security`),
      };
    }
  },
};
