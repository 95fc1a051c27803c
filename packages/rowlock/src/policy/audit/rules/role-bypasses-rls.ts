import { sql } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import { relationName, statement, statements } from "../fix.ts";
import type { Rule } from "../rule.ts";

export const roleBypassesRls: Rule = {
  id: "role-bypasses-rls",
  level: "error",
  title: "A role of requests is above the policies",
  why: "Superusers, roles with BYPASSRLS, members of such roles and owners of a table are asked no policy.",
  help: "Take the attribute or the membership away, and let another role own the tables.",
  *check({ model, relations, requestRoles }) {
    for (const role of model.roles) {
      if (!requestRoles.includes(role.name)) continue;
      const name = readableName(role.name);
      if (role.superuser || role.bypassesRls) {
        const attribute = role.superuser ? "is a superuser" : "has BYPASSRLS";
        const fix = role.superuser
          ? sql`alter role ${name} nosuperuser`
          : sql`alter role ${name} nobypassrls`;
        yield {
          object: { role: role.name },
          message: `The role ${role.name} ${attribute}`,
          fix: statement(fix),
        };
      }
      if (role.memberOf.includes("service_role")) {
        yield {
          object: { role: role.name },
          message: `The role ${role.name} is a member of service_role, which no policy holds`,
          fix: statement(sql`revoke service_role from ${name}`),
        };
      }
    }
    for (const relation of relations) {
      if (!relation.exposed || !requestRoles.includes(relation.owner)) continue;
      yield {
        object: { schema: relation.schema, table: relation.name, role: relation.owner },
        message: `${relation.owner} owns ${relation.schema}.${relation.name}, and an owner is asked no policy`,
        fix: statements(sql`alter table ${relationName(relation)} owner to postgres`),
      };
    }
  },
};
