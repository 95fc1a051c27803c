import { sql } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import { relationName, statement, statements } from "../../fix/fix.ts";
import type { Rule } from "../rule.ts";

/** Whatever it may become a token may name. On hosted Supabase that is service_role by design. */
const LOGIN = "authenticator";

export const roleBypassesRls: Rule = {
  id: "role-bypasses-rls",
  level: "error",
  title: "A role of requests is above the policies",
  why: "Superusers, roles with BYPASSRLS, members of such roles and owners of a table are asked no policy.",
  help: "Take the attribute or the membership away, and let another role own the tables.",
  *check({ model, relations, requestRoles }) {
    for (const role of model.roles) {
      const isLogin = role.name === LOGIN;
      if (!requestRoles.includes(role.name) && !isLogin) continue;
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
      for (const unbound of role.mayBecomeUnbound) {
        if (isLogin && unbound === "service_role") continue;
        yield {
          object: { role: role.name },
          message: `The role ${role.name} may become ${unbound}, which no policy holds`,
          fix: statement(sql`revoke ${readableName(unbound)} from ${name}`),
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
