// What the audit could not judge. It is listed apart from the findings: not understood is neither a fault nor safe.

import { judgeGuard } from "../analysis/binding.ts";
import { appliesTo } from "../analysis/database-analysis.ts";
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
  for (const { text, ...object } of subject.unplanned) {
    unknowns.push({ object, reason: "this login may not plan it, so its cost is not known", text });
  }
  return unknowns;
}
