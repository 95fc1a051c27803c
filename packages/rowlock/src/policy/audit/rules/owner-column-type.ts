import { isTable } from "../../../catalog/parts/relations.ts";
import type { OwnerKind } from "../../analysis/ownership.ts";
import { retypeColumn } from "../retype-column.ts";
import type { Rule } from "../rule.ts";

/** Groups and tenants are the app's own, and may have ids of any type. */
const CLERKS: ReadonlySet<OwnerKind> = new Set(["user", "organization", "either"]);

export const ownerColumnType: Rule = {
  id: "owner-column-type",
  level: "error",
  title: "An owner column is of type uuid",
  why: "Clerk's ids are text, such as user_2abc: no row can hold one.",
  help: "Change the type to text.",
  *check(database) {
    for (const relation of database.relations) {
      if (!relation.exposed || !isTable(relation)) continue;
      for (const owner of relation.ownership.columns) {
        const column = relation.columns.find((one) => one.name === owner.column);
        if (column?.baseType !== "uuid" || !CLERKS.has(owner.kind)) continue;
        // By its name alone a uuid may be the key of a table of one's own.
        if (owner.evidence === "reference") continue;
        yield {
          object: { schema: relation.schema, table: relation.name, column: column.name },
          message: `${relation.schema}.${relation.name}.${column.name} is a uuid, and Clerk's ids are text`,
          fix: retypeColumn(relation, column.name, database),
        };
      }
    }
  },
};
