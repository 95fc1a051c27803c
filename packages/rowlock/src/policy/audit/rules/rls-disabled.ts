import { sql } from "../../../sql/fragment.ts";
import { mayTry, VERBS } from "../../analysis/database-analysis.ts";
import { relationName, statement } from "../fix.ts";
import type { Rule } from "../rule.ts";

export const rlsDisabled: Rule = {
  id: "rls-disabled",
  level: "error",
  title: "A table that requests can reach has row level security off",
  why: "Without row level security a grant opens every row: whoever has the public key has the table.",
  help: "Switch row level security on, and write policies: rowlock protect does both.",
  *check({ relations, requestRoles }) {
    for (const relation of relations) {
      if (!relation.exposed || relation.kind !== "table" || relation.rowSecurity) continue;
      if (relation.policies.length > 0) continue;
      const open = requestRoles.filter((role) =>
        VERBS.some((verb) => mayTry(relation, role, verb)),
      );
      if (open.length === 0 || relation.intent?.read === "public") continue;
      yield {
        object: { schema: relation.schema, table: relation.name },
        // The Data API serves no partition by itself; other ways to the database may.
        level: relation.isPartition ? "warning" : "error",
        message: `${relation.schema}.${relation.name} is open to ${open.join(" and ")}: row level security is off`,
        fix: statement(sql`alter table ${relationName(relation)} enable row level security`),
      };
    }
  },
};
