// The verdict on a request that was answered: all rows, some of them, or none although no policy said no.
import type { PolicyReport, RelationReport } from "../reports.ts";
import { blockedBy } from "./judge-policies.ts";
import type { Judged, VerdictContext } from "./judged.ts";
import type { Done, Verdict } from "./verdict.ts";

export interface RowsOptions {
  readonly target: RelationReport | undefined;
  readonly context: VerdictContext;
}

export function judgeRows(judged: Judged, { target, context }: RowsOptions): Verdict {
  const { answer, planned } = judged;
  const rows = answer?.rows ?? null;
  const existing = target?.phases.filter((phase) => phase.rows === "existing") ?? [];
  // An upsert that finds nothing in its place adds it.
  const isAdded = planned?.verb === "upsert" && answer?.problem === null;
  if (existing[0]?.total === 0 && !isAdded) return nothingMatches(judged, target);
  if (rows === 0) return nothingAnswered(judged, { target, context });
  const done: Done = {
    verb: planned?.verb ?? "",
    ran: answer !== null,
    rows,
    hidden: hiddenPart(judged),
  };
  const because = target && openness(target);
  if (target !== undefined && because !== undefined) {
    return { kind: "unguarded", fine: true, ...done, relation: target.relation, because };
  }
  const partly = existing.find(({ passed, tried }) => passed < tried);
  if (target !== undefined && partly !== undefined) {
    const { tried, passed, total } = partly;
    return {
      kind: "allowed-in-part",
      fine: true,
      ...done,
      relation: target.relation,
      tried,
      total,
      refused: tried - passed,
      reasons: partly.refused[0]?.reasons ?? [],
    };
  }
  return { kind: "allowed", fine: true, ...done, passedOver: target?.passedOver ?? null };
}

function hiddenRelation({ relations }: Judged): RelationReport | undefined {
  return relations.find(
    ({ part, phases }) =>
      part !== "target" && phases.some(({ tried, passed }) => tried > 0 && passed === 0),
  );
}

function hiddenPart(judged: Judged): Done["hidden"] {
  const hidden = hiddenRelation(judged);
  if (hidden === undefined || hidden.part === "target") return null;
  return { relation: hidden.relation, part: hidden.part };
}

/** What gives every row to everyone who was granted the relation. */
function openness({ passedOver }: RelationReport): "rls-off" | "view-as-owner" | undefined {
  const kind = passedOver?.kind;
  return kind === "rls-off" || kind === "view-as-owner" ? kind : undefined;
}

function nothingMatches({ planned }: Judged, target: RelationReport | undefined): Verdict {
  const failing = target?.phases.flatMap(({ policies }) => policies).find(willFail);
  return {
    kind: "nothing-matches",
    fine: false,
    relation: target?.relation ?? null,
    filters: planned?.filters ?? [],
    failing: failing?.failure ? { policy: failing.name, failure: failing.failure } : null,
  };
}

/** A function that refuses a row without values need not refuse others, and what takes long need not be wrong. */
function willFail({ failure }: PolicyReport): boolean {
  if (failure === null) return false;
  return failure.problem.routine !== "exec_stmt_raise" && !failure.problem.code.startsWith("57");
}

function nothingAnswered(judged: Judged, { target, context }: RowsOptions): Verdict {
  const { planned } = judged;
  const hidden = hiddenRelation(judged);
  const phase = hidden?.phases.find(({ tried, passed }) => tried > 0 && passed === 0);
  if (hidden !== undefined && phase !== undefined) {
    return blockedBy({ relation: hidden, phase }, judged, context);
  }
  if (target?.passedOver === null && target.phases.length === 0) {
    const because = { kind: "unseen", relation: target.relation } as const;
    return { kind: "unknown", fine: false, because };
  }
  const isCall = planned?.verb === "call" || target === undefined;
  return {
    kind: "nothing-answered",
    fine: false,
    relation: target?.relation ?? null,
    because: isCall ? "function" : "shape",
  };
}
