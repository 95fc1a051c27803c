import { sql } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import { foreignKeysOf } from "../../analysis/ownership.ts";
import { relationName, statement } from "../../fix/fix.ts";
import type { Rule } from "../rule.ts";

export const foreignKeyToAuthUsers: Rule = {
  id: "foreign-key-to-auth-users",
  level: "error",
  title: "A foreign key refers to auth.users",
  why: "auth.users holds Supabase's own users, by uuid. Clerk's users are not in it: every insert fails.",
  help: "Drop the key, and make the column text. To keep what you know of users, fill a table of your own by webhook.",
  *check({ relations }) {
    for (const relation of relations) {
      if (!relation.exposed) continue;
      for (const key of foreignKeysOf(relation)) {
        if (key.targetSchema !== "auth" || key.targetName !== "users") continue;
        yield {
          object: { schema: relation.schema, table: relation.name, column: key.columns[0] },
          message: `${relation.schema}.${relation.name} (${key.columns.join(", ")}) refers to auth.users, which has none of Clerk's users`,
          fix: statement(
            sql`alter table ${relationName(relation)} drop constraint if exists ${readableName(key.name)}`,
          ),
        };
      }
    }
  },
};
