import { isTable } from "../../../catalog/parts/relations.ts";
import { empty, sql, trusted } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import {
  type AnalysedRelation,
  mayTry,
  policiesFor,
  VERBS,
  type Verb,
} from "../../analysis/database-analysis.ts";
import { isOwned } from "../../analysis/ownership.ts";
import { ownerTest, relationName, statement } from "../../fix/fix.ts";
import type { AuditSubject, Rule } from "../rule.ts";

export const missingPolicy: Rule = {
  id: "missing-policy",
  level: "warning",
  title: "A table has policies for some verbs only",
  why: "Without a policy for a verb, UPDATE and DELETE change 0 rows and say nothing, and INSERT fails. A reader of the app takes that for a fault.",
  help: "Write the missing policies, or revoke the grants for them so that the database says no.",
  *check(subject) {
    for (const relation of subject.relations) {
      if (!relation.exposed || !isTable(relation) || !relation.rowSecurity) continue;
      if (!isOwned(relation.ownership) || relation.intent?.write === "nobody") continue;
      for (const role of subject.requestRoles) {
        const missing = missingVerbs(relation, role);
        if (missing.length === 0) continue;
        yield {
          object: { schema: relation.schema, table: relation.name, role },
          message: `${relation.schema}.${relation.name} has no policy that lets ${role} ${missing.join(" or ")} rows`,
          fix: createPolicies(relation, missing, subject),
        };
      }
    }
  },
};

function missingVerbs(relation: AnalysedRelation, role: string): readonly Verb[] {
  const served = VERBS.filter((verb) => policiesFor(relation, role, verb).permissive.length > 0);
  if (served.length === 0 || served.length === VERBS.length) return [];
  const missing = VERBS.filter((verb) => !served.includes(verb));
  const isBlanket = isGrantedAll(relation, role);
  // Nobody chose that grant, and that a stranger may not write is meant.
  if (isBlanket && role === "anon") return [];
  const granted = isBlanket ? [] : VERBS.filter((verb) => mayTry(relation, role, verb));
  // Grants for just the verbs that have policies say that the others are not meant to be.
  if (granted.length > 0) return missing.filter((verb) => granted.includes(verb));
  // No grants at all, as in the guide, or those of every table: rows can be added, so somebody will want to change them.
  return served.includes("insert") ? missing : [];
}

/** As hosted granted every new table before the grants changed: it says nothing of what the authors want. */
function isGrantedAll({ privileges }: AnalysedRelation, role: string): boolean {
  const held = privileges.find((one) => one.role === role)?.table ?? [];
  return (["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"] as const).every((one) =>
    held.includes(one),
  );
}

function createPolicies(
  relation: AnalysedRelation,
  verbs: readonly Verb[],
  subject: AuditSubject,
): string | null {
  const test = ownerTest(relation, subject);
  if (test === undefined) return null;
  const policies = verbs.map((verb) => {
    const title = `${verb.charAt(0).toUpperCase()}${verb.slice(1)} ${relation.name} policy`;
    const using = verb === "insert" ? empty : sql`\n  using (${test})`;
    const check = verb === "insert" || verb === "update" ? sql`\n  with check (${test})` : empty;
    return statement(
      sql`create policy ${readableName(title)} on ${relationName(relation)}\n  for ${trusted(verb)} to authenticated${using}${check}`,
    );
  });
  const ungranted = verbs.filter((verb) => !mayTry(relation, "authenticated", verb));
  const grant = statement(
    sql`grant ${trusted(ungranted.join(", "))} on ${relationName(relation)} to authenticated`,
  );
  return [...policies, ...(ungranted.length === 0 ? [] : [grant])].join("\n");
}
