import { type AnalysedRelation, mayTry, policiesFor } from "../../analysis/database-analysis.ts";
import { readCallerValue } from "../../expression/caller-value.ts";
import type { Alternatives } from "../../expression/condition.ts";
import type { Guard } from "../../expression/guard.ts";
import type { AuditSubject, Rule } from "../rule.ts";

export const ownerColumnUnchecked: Rule = {
  id: "owner-column-unchecked",
  level: "error",
  title: "The column that decides who sees a row is not the one that is checked when it is written",
  why: "A generated column is worked out of what the writer sends, and a default from the token holds only where nothing else is sent. Where the check looks at another column, rows can be planted among those of others.",
  help: "Compare the same column in WITH CHECK: PostgreSQL works generated columns out before it asks.",
  *check(subject) {
    for (const relation of subject.relations) {
      if (!relation.exposed || !relation.rowSecurity) continue;
      for (const column of derivedOwners(relation, subject)) {
        const role = subject.requestRoles.find(
          (one) => mayTry(relation, one, "insert") && isUnchecked(relation, column, one),
        );
        if (role === undefined) continue;
        yield {
          object: { schema: relation.schema, table: relation.name, column },
          message: `Who sees a row of ${relation.schema}.${relation.name} is decided by ${column}, and no policy checks it when ${role} adds one`,
        };
      }
    }
  },
};

/** Columns that policies compare with the caller, and that are worked out or filled from the token. */
function derivedOwners(relation: AnalysedRelation, { context }: AuditSubject): readonly string[] {
  const shown = relation.guards
    .filter(({ policy }) => policy.permissive && ["all", "select"].includes(policy.command))
    .flatMap(({ using }) => waysOf(using).flat())
    .flatMap((one) => (one.kind === "binds" ? [one.column] : []));
  return relation.columns
    .filter(({ name, generated, defaultExpression }) => {
      if (!shown.includes(name)) return false;
      if (generated || defaultExpression === null) return generated;
      const parsed = context.parser.expression(defaultExpression);
      return parsed.ok && readCallerValue(parsed.value, context) !== undefined;
    })
    .map(({ name }) => name);
}

function isUnchecked(relation: AnalysedRelation, column: string, role: string): boolean {
  const { permissive, restrictive } = policiesFor(relation, role, "insert");
  // A column that must be NULL names nobody, so no row is planted by it.
  const holds = (guard: Guard | null) =>
    waysOf(guard).every((way) =>
      way.some((one) => (one.kind === "binds" || one.kind === "null-row") && one.column === column),
    );
  if (restrictive.some(({ check }) => check?.understood === true && holds(check))) return false;
  return permissive.some(({ check }) => {
    const ways = waysOf(check);
    // A check that asks for nobody is reported as insert-foreign-owner.
    const asks = ways.some((way) => way.some((one) => one.kind === "binds"));
    return asks && !holds(check);
  });
}

function waysOf(guard: Guard | null): Alternatives {
  return guard?.understood ? guard.alternatives : [];
}
