import { sql } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import { relationName, statement } from "../fix.ts";
import type { Rule } from "../rule.ts";

export const ownerColumnType: Rule = {
  id: "owner-column-type",
  level: "error",
  title: "An owner column is of type uuid",
  why: "Clerk's ids are text, such as user_2abc: no row can hold one.",
  help: "Change the type to text.",
  *check({ relations }) {
    for (const relation of relations) {
      if (!relation.exposed || relation.kind !== "table") continue;
      for (const owner of relation.ownership.columns) {
        const column = relation.columns.find((one) => one.name === owner.column);
        if (column?.baseType !== "uuid" || owner.kind === "group") continue;
        // By its name alone a uuid may be the key of a table of one's own.
        if (owner.evidence === "reference") continue;
        const name = readableName(column.name);
        yield {
          object: { schema: relation.schema, table: relation.name, column: column.name },
          message: `${relation.schema}.${relation.name}.${column.name} is a uuid, and Clerk's ids are text`,
          fix: statement(
            sql`alter table ${relationName(relation)} alter column ${name} type text using ${name}::text`,
          ),
        };
      }
    }
  },
};
