// What the audit could not judge. It is listed apart from the findings: not understood is neither a fault nor safe.

import type { PolicyFacts } from "../../catalog/parts/policies.ts";
import type { RoutineFacts } from "../../catalog/parts/routines.ts";
import { judgeGuard } from "../analysis/binding.ts";
import {
  type AnalysedRelation,
  appliesTo,
  type DatabaseAnalysis,
} from "../analysis/database-analysis.ts";
import {
  guardedTablesIn,
  reachableRoutines,
  routineObject,
  routineTitle,
} from "../analysis/routines.ts";
import type { Guard } from "../expression/guard.ts";
import { judgeDefiner } from "./definer-effects.ts";
import type { AuditSubject, FoundObject } from "./rule.ts";
import { policyRelations } from "./weak-policies.ts";

export interface Unknown {
  readonly object: FoundObject;
  readonly reason: string;
  /** The expression as PostgreSQL prints it. */
  readonly text: string;
}

export function findUnknowns(subject: AuditSubject): readonly Unknown[] {
  return [
    ...unjudgedPolicies(subject).map(({ relation: { schema, name: table }, policy, ...rest }) => ({
      object: { schema, table, policy: policy.name },
      reason: rest.reason,
      text: rest.guard.text,
    })),
    ...unjudgedRoutines(subject).map(({ routine, reason }) => ({
      object: routineObject(routine),
      reason,
      text: routineTitle(routine),
    })),
    ...subject.unplanned.map(({ text, ...object }) => ({
      object,
      reason: "this login may not plan it, so its cost is not known",
      text,
    })),
  ];
}

export interface UnjudgedPolicy {
  readonly relation: AnalysedRelation;
  readonly policy: PolicyFacts;
  readonly guard: Guard;
  readonly reason: string;
}

/** Expressions of policies for the roles of requests, of which it can't be told whom they let through. */
export function unjudgedPolicies(database: DatabaseAnalysis): readonly UnjudgedPolicy[] {
  return policyRelations(database).flatMap((relation) =>
    relation.guards.flatMap(({ policy, using, check }): UnjudgedPolicy[] => {
      if (!database.requestRoles.some((role) => appliesTo(policy, role))) return [];
      return [...new Set([using, check])].flatMap((guard) => {
        const reason = guard && whyUnjudged(guard, { relation, binding: database.binding });
        return guard && reason ? [{ relation, policy, guard, reason }] : [];
      });
    }),
  );
}

/** Why it can't be told whom a guard lets through; undefined where it can. */
export function whyUnjudged(
  guard: Guard,
  place: Parameters<typeof judgeGuard>[1],
): string | undefined {
  if (!guard.understood) return guard.reason;
  const unknown = judgeGuard(guard, place)?.find((way) => way.verdict === "unknown");
  return unknown?.verdict === "unknown" ? unknown.reason : undefined;
}

export interface UnjudgedRoutine {
  readonly routine: RoutineFacts;
  readonly reason: string;
}

/** Functions with their owner's rights that reach guarded tables, and whose bodies were not followed to the end. */
export function unjudgedRoutines(database: DatabaseAnalysis): readonly UnjudgedRoutine[] {
  return reachableRoutines(database).flatMap((routine) => {
    if (!routine.securityDefiner || guardedTablesIn(routine, database).length === 0) return [];
    const { open, unknown } = judgeDefiner(routine, database, { anonymous: true });
    return unknown === null || open.length > 0 ? [] : [{ routine, reason: unknown }];
  });
}
