import { hearersOf, keyThatTells } from "../../analysis/published-tables.ts";
import type { Rule } from "../rule.ts";

export const realtimeDeleteTellsKey: Rule = {
  id: "realtime-delete-tells-key",
  level: "warning",
  title: "A deleted row's key tells of somebody",
  why: "A row that is gone can be shown to nobody, so no policy can be asked about it: Realtime tells of a delete the primary key, to everybody who subscribes to the table, as hosted does. A number or a uuid says little; a user's id, an address or a name says whose row it was.",
  help: "Give the table a key without meaning (a uuid or a number) and make the other one unique, or tell of its changes by realtime.broadcast_changes on a private channel.",
  *check(subject) {
    for (const relation of subject.relations) {
      const { published, rowSecurity, schema, name } = relation;
      if (published === null || !rowSecurity) continue;
      const telling = keyThatTells(
        relation,
        relation.ownership.columns.map(({ column }) => column),
      );
      const { hearers, seesAll } = hearersOf(relation, subject);
      if (telling.length === 0 || hearers.length === 0 || seesAll) continue;
      yield {
        object: { schema, table: name },
        message: `A delete in ${schema}.${name} tells ${telling.join(" and ")} to every subscriber among ${hearers.join(" and ")}`,
      };
    }
  },
};
