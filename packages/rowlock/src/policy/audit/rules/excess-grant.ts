import { sql, trusted } from "../../../sql/fragment.ts";
import { readableName } from "../../../sql/readable-name.ts";
import {
  type AnalysedRelation,
  mayTry,
  policiesFor,
  VERBS,
} from "../../analysis/database-analysis.ts";
import { relationName, statement } from "../fix.ts";
import type { Found, Rule } from "../rule.ts";
import { isNever } from "../weak-policies.ts";

/** Rights that no policy holds back, and that no request of the Data API needs. */
const BEYOND_POLICIES = ["TRUNCATE", "TRIGGER", "REFERENCES"] as const;

export const excessGrant: Rule = {
  id: "excess-grant",
  level: "warning",
  title: "A grant goes beyond the policies",
  why: "What no policy allows needs no grant: today it only gives empty answers, and the day a policy goes wrong it gives rows. TRUNCATE is held back by no policy at all.",
  help: "Revoke what is not needed, or write the policy that was forgotten.",
  *check({ relations, requestRoles }) {
    for (const relation of relations) {
      if (!relation.exposed || relation.kind !== "table" || !relation.rowSecurity) continue;
      // Without any policy the whole grant is in question: another rule says so.
      if (relation.policies.length === 0) continue;
      for (const role of requestRoles) yield* excessOf(relation, role);
    }
  },
};

function* excessOf(relation: AnalysedRelation, role: string): Generator<Found> {
  const served = VERBS.filter((verb) =>
    policiesFor(relation, role, verb).permissive.some(
      (one) => !isNever(verb === "insert" ? one.check : one.using),
    ),
  );
  // A role that some policies serve lacks the others: the rule missing-policy says so.
  const verbs = served.length > 0 ? [] : VERBS.filter((verb) => mayTry(relation, role, verb));
  const held = relation.privileges.find((one) => one.role === role)?.table ?? [];
  const beyond = BEYOND_POLICIES.filter((privilege) => held.includes(privilege));
  const all = [...verbs, ...beyond.map((privilege) => privilege.toLowerCase())];
  if (all.length === 0) return;
  yield {
    object: { schema: relation.schema, table: relation.name, role },
    message: `${role} is granted ${all.join(", ")} on ${relation.schema}.${relation.name}, which no policy allows`,
    level: verbs.length > 0 || held.includes("TRUNCATE") ? "warning" : "info",
    fix: statement(
      sql`revoke ${trusted(all.join(", "))} on ${relationName(relation)} from ${readableName(role)}`,
    ),
  };
}
