import { isTable } from "../../../catalog/parts/relations.ts";
import { join, sql, trusted } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import {
  type AnalysedRelation,
  mayTry,
  policiesFor,
  VERBS,
} from "../../analysis/database-analysis.ts";
import { relationName, statements } from "../../fix/fix.ts";
import type { AuditSubject, Found, Rule } from "../rule.ts";
import { isNever } from "../weak-policies.ts";

/** Rights that no policy holds back, and that no request of the Data API needs. */
const BEYOND_POLICIES = ["TRUNCATE", "TRIGGER", "REFERENCES"] as const;

const MAX_NAMED = 5;

export const excessGrant: Rule = {
  id: "excess-grant",
  level: "info",
  title: "A role is granted more than the policies allow",
  why: "What no policy allows needs no grant: today it only gives empty answers, and the day a policy goes wrong it gives rows. TRUNCATE is held back by no policy at all. Tables made on hosted before the grants changed have all of it.",
  help: "Revoke what is not needed, or write the policy that was forgotten.",
  *check(subject) {
    for (const role of subject.requestRoles) yield* excessOf(role, subject);
  },
};

interface Excess {
  readonly relation: AnalysedRelation;
  readonly rights: readonly string[];
}

/** One finding a role: of grants that do no harm as long as the policies hold there can be hundreds. */
function* excessOf(role: string, { relations }: AuditSubject): Generator<Found> {
  const excess = relations
    .map((relation): Excess => ({ relation, rights: rightsBeyond(relation, role) }))
    .filter(({ rights }) => rights.length > 0);
  if (excess.length === 0) return;
  const named = excess.slice(0, MAX_NAMED).map(({ relation: { schema, name }, rights }) => {
    return `${schema}.${name} (${rights.join(", ")})`;
  });
  const more = excess.length > MAX_NAMED ? ` and ${excess.length - MAX_NAMED} more` : "";
  yield {
    object: { role },
    message: `${role} is granted what no policy allows: ${named.join(", ")}${more}`,
    fix: statements(
      ...excess.map(
        ({ relation, rights }) =>
          sql`revoke ${join(rights.map((right) => trusted(right)))} on ${relationName(relation)} from ${readableName(role)}`,
      ),
    ),
  };
}

function rightsBeyond(relation: AnalysedRelation, role: string): readonly string[] {
  if (!relation.exposed || !isTable(relation) || !relation.rowSecurity) return [];
  // Without any policy the whole grant is in question: another rule says so.
  if (relation.policies.length === 0) return [];
  const served = VERBS.filter((verb) =>
    policiesFor(relation, role, verb).permissive.some(
      (one) => !isNever(verb === "insert" ? one.check : one.using),
    ),
  );
  // A role that some policies serve lacks the others: the rule missing-policy says so.
  const verbs = served.length > 0 ? [] : VERBS.filter((verb) => mayTry(relation, role, verb));
  const held = relation.privileges.find((one) => one.role === role)?.table ?? [];
  const beyond = BEYOND_POLICIES.filter((privilege) => held.includes(privilege));
  return [...verbs, ...beyond.map((privilege) => privilege.toLowerCase())];
}
