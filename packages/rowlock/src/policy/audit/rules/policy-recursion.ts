import type { AnalysedRelation } from "../../analysis/database-analysis.ts";
import { tablesIn, walk } from "../../expression/expression.ts";
import type { PolicyGuards } from "../../expression/guard.ts";
import type { AuditSubject, Rule } from "../rule.ts";
import { policyRelations } from "../weak-policies.ts";
import { policyObject, policyTitle } from "../weak-policy-rule.ts";

export const policyRecursion: Rule = {
  id: "policy-recursion",
  level: "error",
  title: "A policy asks the table that it guards",
  why: 'To read the table PostgreSQL asks its policies, which read the table again: every query ends with "infinite recursion detected in policy".',
  help: "Move the question into a SECURITY DEFINER function with search_path = '', in a schema that is not served.",
  *check(subject) {
    for (const relation of policyRelations(subject)) {
      if (!relation.rowSecurity) continue;
      for (const { policy, using, check } of relation.guards) {
        const expressions = [using, check].flatMap((one) =>
          one?.understood ? [one.expression] : [],
        );
        const reaches = expressions.some((expression) =>
          [...tablesIn(expression)].some((table) => {
            const other = subject.context.findRelation(table);
            return (
              other !== undefined && leadsTo(other.oid, relation, { subject, seen: new Set() })
            );
          }),
        );
        if (!reaches) continue;
        yield {
          object: policyObject({ relation, policy }),
          message: `The policy ${policyTitle({ relation, policy })} reads ${relation.schema}.${relation.name} again, directly or through another table's policies`,
        };
      }
    }
  },
};

interface Search {
  readonly subject: AuditSubject;
  readonly seen: Set<string>;
}

/** Whether reading one table runs policies that read the other, and there have questions to ask again. */
function leadsTo(from: string, to: AnalysedRelation, search: Search): boolean {
  if (from === to.oid) return asksByReading(to);
  if (search.seen.has(from)) return false;
  search.seen.add(from);
  const relation = search.subject.relations.find((one) => one.oid === from);
  if (relation === undefined || !relation.rowSecurity) return false;
  return readingGuards(relation).some(({ using }) => {
    if (!using?.understood) return false;
    return [...tablesIn(using.expression)].some((table) => {
      const next = search.subject.context.findRelation(table);
      return next !== undefined && leadsTo(next.oid, to, search);
    });
  });
}

/** What a policy for writing reads of its own table goes by the SELECT policies: only with a subquery of theirs, be it `(select auth.jwt())`, does PostgreSQL take it for recursion. */
function asksByReading(relation: AnalysedRelation): boolean {
  return readingGuards(relation).some(
    ({ using }) =>
      using !== null &&
      (!using.understood || [...walk(using.expression)].some((one) => one.kind === "subquery")),
  );
}

function readingGuards({ guards }: AnalysedRelation): readonly PolicyGuards[] {
  return guards.filter(({ policy }) => ["all", "select"].includes(policy.command));
}
