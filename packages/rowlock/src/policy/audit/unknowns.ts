// What the audit could not judge. It is listed apart from the findings: not understood is neither a fault nor safe.

import { judgeGuard } from "../analysis/binding.ts";
import { appliesTo } from "../analysis/database-analysis.ts";
import { judgeDefiner } from "./definer-effects.ts";
import { guardedTablesIn, reachableRoutines, routineObject, routineTitle } from "./routine-text.ts";
import type { AuditSubject, FoundObject } from "./rule.ts";
import { policyRelations } from "./weak-policies.ts";

export interface Unknown {
  readonly object: FoundObject;
  readonly reason: string;
  /** The expression as PostgreSQL prints it. */
  readonly text: string;
}

export function findUnknowns(subject: AuditSubject): readonly Unknown[] {
  const unknowns: Unknown[] = [];
  for (const relation of policyRelations(subject)) {
    for (const { policy, using, check } of relation.guards) {
      if (!subject.requestRoles.some((role) => appliesTo(policy, role))) continue;
      for (const guard of new Set([using, check])) {
        if (guard === null) continue;
        const ways = judgeGuard(guard, { relation, binding: subject.binding });
        const unknown = ways?.find((way) => way.verdict === "unknown");
        const reason = guard.understood
          ? unknown?.verdict === "unknown" && unknown.reason
          : guard.reason;
        if (!reason) continue;
        const object = { schema: relation.schema, table: relation.name, policy: policy.name };
        unknowns.push({ object, reason, text: guard.text });
      }
    }
  }
  unknowns.push(...unknownRoutines(subject));
  for (const { text, ...object } of subject.unplanned) {
    unknowns.push({ object, reason: "this login may not plan it, so its cost is not known", text });
  }
  return unknowns;
}

/** Functions with their owner's rights that reach guarded tables, and whose bodies were not followed to the end. */
function unknownRoutines(subject: AuditSubject): readonly Unknown[] {
  return reachableRoutines(subject).flatMap((routine) => {
    if (!routine.securityDefiner || guardedTablesIn(routine, subject).length === 0) return [];
    const { open, unknown } = judgeDefiner(routine, subject, { anonymous: true });
    if (unknown === null || open.length > 0) return [];
    return [{ object: routineObject(routine), reason: unknown, text: routineTitle(routine) }];
  });
}
