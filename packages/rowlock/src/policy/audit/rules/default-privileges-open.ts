import { sql, trusted } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import { statement } from "../../fix/fix.ts";
import type { Rule } from "../rule.ts";

export const defaultPrivilegesOpen: Rule = {
  id: "default-privileges-open",
  level: "info",
  title: "Whatever is made here is granted to requests at once",
  why: "A new table is then open from its first second until somebody switches row level security on.",
  help: "Take the standing order back, and grant table by table. Supabase's new projects have none since 2026.",
  *check({ model, exposedSchemas, requestRoles }) {
    for (const entry of model.defaultPrivileges) {
      const served = entry.schema === null || exposedSchemas.includes(entry.schema);
      const open = entry.grantee === "public" || requestRoles.includes(entry.grantee);
      if (!served || !open || entry.objects !== "tables") continue;
      const grantee = entry.grantee === "public" ? trusted("public") : readableName(entry.grantee);
      const place =
        entry.schema === null ? trusted("") : sql` in schema ${readableName(entry.schema)}`;
      yield {
        object: { schema: entry.schema ?? undefined, role: entry.grantee },
        message: `Every table that ${entry.creator} makes${entry.schema === null ? "" : ` in ${entry.schema}`} is granted to ${entry.grantee}`,
        fix: statement(
          sql`alter default privileges for role ${readableName(entry.creator)}${place} revoke all on tables from ${grantee}`,
        ),
      };
    }
  },
};
