// The verdict where policies stand in the way: none for the role, one that fails, or rows that they refuse.
import type { PhaseReport, PolicyReport, RelationReport } from "../reports.ts";
import type { Judged, VerdictContext } from "./judged.ts";
import { lackingClaims } from "./lacking-claims.ts";
import { ownerColumn } from "./owner-column.ts";
import { storageReasons } from "./storage-reasons.ts";
import { strangerIn } from "./stranger.ts";
import type { Verdict } from "./verdict.ts";

export interface BlockingPhase {
  readonly relation: RelationReport;
  readonly phase: PhaseReport;
}

export interface FailingPolicy {
  readonly relation: RelationReport;
  readonly policy: PolicyReport;
}

/** How many rows must be refused for a question to stand in the way. */
export type Enough = "any" | "all" | "never";

/** The first question to which the policies said no for so many rows. */
export function blockingPhase(
  relation: RelationReport,
  enough: Readonly<Record<PhaseReport["rows"], Enough>>,
): BlockingPhase | undefined {
  if (relation.passedOver !== null) return undefined;
  const phase = relation.phases.find(({ rows, tried, passed }) => {
    if (tried === 0 || enough[rows] === "never") return false;
    return enough[rows] === "any" ? passed < tried : passed === 0;
  });
  return phase && { relation, phase };
}

export function blockedBy(
  { relation, phase }: BlockingPhase,
  judged: Judged,
  context: VerdictContext,
): Verdict {
  const { verb, rows, total, tried, policies } = phase;
  const blocked = {
    relation: relation.relation,
    role: judged.role ?? "",
    stranger: strangerIn(judged),
    request: judged.planned?.verb ?? "",
    verb,
    rows,
    total,
    tried,
    filtered: relation.part === "target" && (judged.planned?.filters.length ?? 0) > 0,
    storage: storageReasons(phase.refused[0]?.reasons ?? [], judged, context),
  } as const;
  if (!policies.some(({ permissive }) => permissive)) {
    const restrictive = policies.map(({ name }) => name);
    return { kind: "no-policy", fine: false, ...blocked, restrictive };
  }
  const failing = policies.find(({ failure }) => failure !== null);
  if (judged.answer === null && failing !== undefined) {
    return failedPolicy({ relation, policy: failing }, judged);
  }
  const reasons = phase.refused[0]?.reasons ?? [];
  return {
    kind: "policy-refused",
    fine: false,
    ...blocked,
    part: relation.part,
    reasons,
    lacking: lackingClaims(reasons, judged, context),
    owner: rows === "new" ? ownerColumn(reasons, { relation, judged, context }) : null,
  };
}

export function failedPolicy(
  { relation, policy }: FailingPolicy,
  { role }: Pick<Judged, "role">,
): Verdict {
  const { name, readable, failure } = policy;
  if (failure === null) throw new Error("A policy that fails has a failure");
  return {
    kind: "policy-failed",
    fine: false,
    relation: relation.relation,
    part: relation.part,
    policy: name,
    expression: readable,
    failure,
    role: role ?? "",
  };
}
