import { mayTry } from "../../analysis/database-analysis.ts";
import type { Rule } from "../rule.ts";
import { tablesBelow } from "./view-without-security-invoker.ts";

export const authUsersExposed: Rule = {
  id: "auth-users-exposed",
  level: "error",
  title: "A view shows auth.users",
  why: "auth.users holds addresses and password hashes of everyone who ever signed in by Supabase.",
  help: "Drop the view, or revoke it from anon and authenticated; keep what people may see of each other in a table of its own.",
  *check(subject) {
    for (const relation of subject.relations) {
      if (!relation.exposed || relation.sources.length === 0) continue;
      const open = subject.requestRoles.filter((role) => mayTry(relation, role, "select"));
      const users = tablesBelow(relation, subject).find(
        (table) => table.schema === "auth" && table.name === "users",
      );
      if (open.length === 0 || users === undefined) continue;
      yield {
        object: { schema: relation.schema, view: relation.name },
        message: `${relation.schema}.${relation.name} shows ${open.join(" and ")} what auth.users holds`,
      };
    }
  },
};
