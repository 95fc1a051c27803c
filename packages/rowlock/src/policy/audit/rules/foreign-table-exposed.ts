import { sql } from "../../../sql/fragment.ts";
import { mayTry, VERBS } from "../../analysis/database-analysis.ts";
import { nameList, relationName, statement } from "../../fix/fix.ts";
import type { Rule } from "../rule.ts";

export const foreignTableExposed: Rule = {
  id: "foreign-table-exposed",
  level: "warning",
  title: "A foreign table is open to requests",
  why: "Row level security does not work on foreign tables: who may read it reads all of it, with the rights of the server's user mapping.",
  help: "Revoke it, or move it to a schema that is not served.",
  *check({ relations, requestRoles }) {
    for (const relation of relations) {
      if (!relation.exposed || relation.kind !== "foreign table") continue;
      const open = requestRoles.filter((role) =>
        VERBS.some((verb) => mayTry(relation, role, verb)),
      );
      if (open.length === 0) continue;
      yield {
        object: { schema: relation.schema, table: relation.name },
        message: `The foreign table ${relation.schema}.${relation.name} is open to ${open.join(" and ")}`,
        fix: statement(
          sql`revoke all on ${relationName(relation)} from ${nameList(["public", ...open])}`,
        ),
      };
    }
  },
};
