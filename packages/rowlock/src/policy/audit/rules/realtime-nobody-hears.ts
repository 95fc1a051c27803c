import { mayTry } from "../../analysis/database-analysis.ts";
import { hearersOf } from "../../analysis/published-tables.ts";
import type { Rule } from "../rule.ts";

export const realtimeNobodyHears: Rule = {
  id: "realtime-nobody-hears",
  level: "info",
  title: "A table is published, and nobody can hear of its changes",
  why: "A subscriber hears of rows that they may read: by a grant, and by a SELECT policy. Where one lacks, a subscription is accepted and stays silent.",
  help: "Grant SELECT and write a policy (rowlock protect --realtime does both), or take the table out of the publication.",
  *check(subject) {
    for (const relation of subject.relations) {
      const { published, schema, name } = relation;
      if (published === null) continue;
      const granted = subject.requestRoles.filter((role) => mayTry(relation, role, "select"));
      if (hearersOf(relation, subject).hearers.length > 0) continue;
      yield {
        object: { schema, table: name },
        message:
          granted.length === 0
            ? `${schema}.${name} is in supabase_realtime, and no role of requests may read it`
            : `${schema}.${name} is in supabase_realtime, and no policy shows a row of it to ${granted.join(" or ")}`,
      };
    }
  },
};
