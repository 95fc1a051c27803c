import { sql } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import { nameList, statement } from "../../fix/fix.ts";
import type { Rule } from "../rule.ts";

export const schemaCreateGranted: Rule = {
  id: "schema-create-granted",
  level: "error",
  title: "A role of requests may make objects",
  why: "Who may create in a schema can put a function or a table where another's code looks for one.",
  help: "Revoke CREATE; PostgreSQL 15 and later do not give it on public.",
  *check({ model, exposedSchemas, requestRoles }) {
    for (const schema of model.schemas) {
      if (!exposedSchemas.includes(schema.name)) continue;
      const roles = schema.creatableBy.filter((role) => requestRoles.includes(role));
      if (roles.length === 0) continue;
      yield {
        object: { schema: schema.name, role: roles.join(", ") },
        message: `${roles.join(" and ")} may create objects in the schema ${schema.name}`,
        fix: statement(
          sql`revoke create on schema ${readableName(schema.name)} from ${nameList(["public", ...roles])}`,
        ),
      };
    }
  },
};
