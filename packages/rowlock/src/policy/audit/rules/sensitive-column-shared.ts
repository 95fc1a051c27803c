import { type AnalysedRelation, policiesFor } from "../../analysis/database-analysis.ts";
import { isOwned } from "../../analysis/ownership.ts";
import type { Rule } from "../rule.ts";

/** Names under which secrets are kept. What is merely personal is not among them: whose it is decides there. */
const SENSITIVE =
  /^(.*_)?(password|passwd|pwd|pass_?hash|password_?hash|secret|secret_?key|api_?(key|token|secret)|access_?token|refresh_?token|private_?key|service_?key|totp|otp_?secret|recovery_?codes?|ssn|social_security(_number)?|card_?number|credit_?card|cvv|iban)$/i;

export const sensitiveColumnShared: Rule = {
  id: "sensitive-column-shared",
  level: "warning",
  title: "A table that many read holds a column for secrets",
  why: "Policies choose rows, not columns: who may see a row sees each granted column of it.",
  help: "Grant SELECT on the other columns only, or move the secret into a table of its own.",
  *check({ relations, requestRoles }) {
    for (const relation of relations) {
      if (!relation.exposed || relation.kind === "foreign table" || !isShared(relation)) continue;
      for (const { name } of relation.columns) {
        if (!SENSITIVE.test(name)) continue;
        const readers = requestRoles.filter((role) => mayRead(relation, role, name));
        if (readers.length === 0) continue;
        yield {
          object: { schema: relation.schema, table: relation.name, column: name },
          message: `${readers.join(" and ")} can read ${relation.schema}.${relation.name}.${name} in rows of everyone`,
        };
      }
    }
  },
};

/** Declared for many, or belonging to nobody. What is open by mistake other rules report. */
function isShared({ intent, ownership }: AnalysedRelation): boolean {
  if (intent !== undefined) return intent.read === "public" || intent.read === "authenticated";
  return !isOwned(ownership);
}

function mayRead(relation: AnalysedRelation, role: string, column: string): boolean {
  const held = relation.privileges.find((one) => one.role === role);
  const granted =
    held?.table.includes("SELECT") === true ||
    held?.columns.some((one) => one.column === column && one.privileges.includes("SELECT"));
  if (granted !== true) return false;
  return !relation.rowSecurity || policiesFor(relation, role, "select").permissive.length > 0;
}
