import { sql } from "../../../sql/fragment.ts";
import { mayTry } from "../../analysis/database-analysis.ts";
import { relationName, statement } from "../../fix/fix.ts";
import type { Rule } from "../rule.ts";

export const realtimeTableUnguarded: Rule = {
  id: "realtime-table-unguarded",
  level: "error",
  title: "Changes of a table without row level security are told to everybody",
  why: "Of a table in the publication supabase_realtime each subscriber hears the changes of rows that its policies show them. With row level security off that is every row, the moment it is written, for whoever has the public key.",
  help: "Switch row level security on and write policies (rowlock protect --realtime does both), or take the table out of the publication.",
  *check({ relations, requestRoles }) {
    for (const relation of relations) {
      const { published, rowSecurity, intent, schema, name } = relation;
      if (published === null || rowSecurity || intent?.read === "public") continue;
      const hearers = requestRoles.filter((role) => mayTry(relation, role, "select"));
      if (hearers.length === 0) continue;
      yield {
        object: { schema, table: name },
        message: `Every change of ${schema}.${name} is told to ${hearers.join(" and ")}: it is in supabase_realtime, and row level security is off`,
        fix: statement(sql`alter table ${relationName(relation)} enable row level security`),
      };
    }
  },
};
