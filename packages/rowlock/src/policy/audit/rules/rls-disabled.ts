import { isTable } from "../../../catalog/parts/relations.ts";
import { sql } from "../../../sql/fragment.ts";
import { mayTry, VERBS } from "../../analysis/database-analysis.ts";
import { relationName, statement } from "../../fix/fix.ts";
import type { Rule } from "../rule.ts";

export const rlsDisabled: Rule = {
  id: "rls-disabled",
  level: "error",
  title: "A table of a served schema has row level security off",
  why: "Without row level security a grant opens every row: whoever has the public key has the table. Hosted projects grant everything on tables that were made before 30 October 2026, so one that nobody is granted here may be open there.",
  help: "Switch row level security on, and write policies: rowlock protect does both.",
  *check({ relations, requestRoles }) {
    for (const relation of relations) {
      if (!relation.exposed || !isTable(relation) || relation.rowSecurity) continue;
      if (relation.policies.length > 0) continue;
      const open = requestRoles.filter((role) =>
        VERBS.some((verb) => mayTry(relation, role, verb)),
      );
      if (relation.intent?.read === "public") continue;
      const granted = open.length > 0;
      if (relation.isPartition && !granted) continue;
      yield {
        object: { schema: relation.schema, table: relation.name },
        // The Data API serves no partition by itself; other ways to the database may.
        level: relation.isPartition || !granted ? "warning" : "error",
        message: granted
          ? `${relation.schema}.${relation.name} is open to ${open.join(" and ")}: row level security is off`
          : `${relation.schema}.${relation.name} has row level security off: nobody is granted it here, but it is open wherever it was made before the grants changed`,
        fix: statement(sql`alter table ${relationName(relation)} enable row level security`),
      };
    }
  },
};
