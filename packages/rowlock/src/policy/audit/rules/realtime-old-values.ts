import { sql, trusted } from "../../../sql/fragment.ts";
import { hearersOf } from "../../analysis/published-tables.ts";
import { relationName, statement } from "../../fix/fix.ts";
import type { Rule } from "../rule.ts";

export const realtimeOldValues: Rule = {
  id: "realtime-old-values",
  level: "warning",
  title: "Whoever comes to see a row is told what it held before",
  why: "With replica identity full Realtime tells of an update the row as it was, too. Policies decide by the row as it is now: who is given a row, or let into a group, hears values from before they could see it.",
  help: "Leave the replica identity at its default, the primary key, unless old values are needed and may be told.",
  *check(subject) {
    for (const relation of subject.relations) {
      const { published, replicaIdentity, rowSecurity, schema, name } = relation;
      if (published === null || replicaIdentity !== "full" || !rowSecurity) continue;
      const { hearers, seesAll } = hearersOf(relation, subject);
      if (hearers.length === 0 || seesAll) continue;
      yield {
        object: { schema, table: name },
        message: `Updates of ${schema}.${name} tell all its values from before, by replica identity full`,
        fix: statement(
          sql`alter table ${relationName(relation)} replica identity ${trusted("default")}`,
        ),
      };
    }
  },
};
