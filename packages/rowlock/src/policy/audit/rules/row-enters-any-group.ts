import { judgeGuard } from "../../analysis/binding.ts";
import { type AnalysedRelation, mayTry, policiesFor } from "../../analysis/database-analysis.ts";
import type { Condition } from "../../expression/condition.ts";
import { keepingTrigger } from "../keeping-trigger.ts";
import type { AuditSubject, Found, Rule } from "../rule.ts";
import { maySetColumn } from "../set-column.ts";

export const rowEntersAnyGroup: Rule = {
  id: "row-enters-any-group",
  level: "warning",
  title: "A writer can put a row before the members of any group",
  why: "Members see the row because its group is theirs; the policy for writing asks only for its author. So whoever writes plants rows in teams and organizations of others, or moves one's own row there.",
  help: "Ask in WITH CHECK for the group as the SELECT policy does, or do not grant the column.",
  *check(subject) {
    for (const relation of subject.relations) {
      if (!relation.exposed || !relation.rowSecurity || relation.intent !== undefined) continue;
      for (const group of groupColumns(relation)) {
        yield* entrances(relation, group, subject);
      }
    }
  },
};

/** Columns by which alone a SELECT policy shows rows to members. */
function groupColumns(relation: AnalysedRelation): ReadonlySet<string> {
  const groups = relation.ownership.columns
    .filter(({ kind }) => kind === "group" || kind === "organization")
    .map(({ column }) => column);
  const found = new Set<string>();
  for (const { policy, using } of relation.guards) {
    const reads = policy.command === "select" || policy.command === "all";
    if (!policy.permissive || !reads || !using?.understood) continue;
    for (const way of using.alternatives) {
      if (way.some((one) => one.kind === "binds" && !groups.includes(one.column))) continue;
      for (const column of groups) if (way.some((one) => names(one, column))) found.add(column);
    }
  }
  return found;
}

function names(condition: Condition, column: string): boolean {
  if (condition.kind === "binds") return condition.column === column;
  return (
    (condition.kind === "membership" || condition.kind === "delegates") &&
    condition.columns.includes(column)
  );
}

function* entrances(
  relation: AnalysedRelation,
  group: string,
  subject: AuditSubject,
): Generator<Found> {
  for (const verb of ["insert", "update"] as const) {
    for (const role of subject.requestRoles) {
      if (!mayTry(relation, role, verb) || !maySetColumn(relation, group, { role, verb })) continue;
      const { permissive, restrictive } = policiesFor(relation, role, verb);
      if (
        restrictive.some(
          ({ check }) =>
            check?.understood === true &&
            check.alternatives.every((way) => way.some((one) => names(one, group))),
        )
      )
        continue;
      const opening = permissive.find(({ check }) =>
        (check === null
          ? []
          : (judgeGuard(check, { relation, binding: subject.binding }) ?? [])
        ).some(
          (way) =>
            way.verdict === "bound" &&
            !way.conditions.some((one) => names(one, group)) &&
            way.conditions.every(isAuthor),
        ),
      );
      if (opening === undefined) continue;
      if (verb === "update" && keepingTrigger(relation, [group], subject) !== undefined) continue;
      yield {
        object: { schema: relation.schema, table: relation.name, policy: opening.policy.name },
        message: `By the policy "${opening.policy.name}" on ${relation.schema}.${relation.name} ${role} can ${verb} a row with any ${group}, and its members will see it`,
      };
      break;
    }
  }
}

/** What only says who writes. */
function isAuthor(condition: Condition): boolean {
  return ["binds", "signed-in", "row-only"].includes(condition.kind);
}
