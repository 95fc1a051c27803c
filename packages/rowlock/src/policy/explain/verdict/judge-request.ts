// Why a request got what it got: the first thing that stood in its way, in the order in which a request meets them.
// It judges by codes, routines and the catalog, asks nothing of the database, and knows no sentence.
import { INSUFFICIENT_PRIVILEGE, privilegeRefuser } from "../../privilege-refuser.ts";
import type { ProblemReport, RelationReport } from "../reports.ts";
import { isSame } from "../same-error.ts";
import { judgeNames } from "./judge-names.ts";
import { blockedBy, blockingPhase, type FailingPolicy, failedPolicy } from "./judge-policies.ts";
import { judgeRows } from "./judge-rows.ts";
import { ignoresToken, judgeStorage } from "./judge-storage.ts";
import { tokenCause } from "./judge-token.ts";
import type { Judged, VerdictContext } from "./judged.ts";
import { strangerIn } from "./stranger.ts";
import type { Verdict, VerdictOf } from "./verdict.ts";

export function judgeRequest(judged: Judged, context: VerdictContext): Verdict {
  const { token, planned, answer, hindrance, relations } = judged;
  const storage = planned?.storage ?? null;
  if (token?.refusal && !(storage !== null && ignoresToken(storage))) {
    const cause = tokenCause(token, token.refusal, context);
    return { kind: "token-refused", fine: false, problem: token.refusal, cause };
  }
  const problem = answer?.raised ?? answer?.problem ?? null;
  if (planned === null) return judgeNames(judged, context);
  if (hindrance !== null) return { kind: "unknown", fine: false, because: hindrance };
  const own = storage === null ? undefined : judgeStorage(judged, storage);
  if (own !== undefined) return own;
  const denied = problem === null ? answer === null : problem.code === INSUFFICIENT_PRIVILEGE;
  const missing = judged.grants.filter(({ held }) => !held);
  if (missing.length > 0 && denied) return grantMissing(judged, missing);
  const target = relations.find(({ part }) => part === "target");
  if (problem !== null && !isEmptyAnswer(judged)) {
    const failing = failingPolicy(relations, problem);
    if (failing !== undefined) return failedPolicy(failing, judged);
    // A row that is there already stands in the way of an upsert alone: an update leaves it out.
    const existing = planned.verb === "upsert" ? "any" : "never";
    const refused =
      target && privilegeRefuser(problem) === "policy"
        ? blockingPhase(target, { new: "any", existing })
        : undefined;
    if (refused !== undefined) return blockedBy(refused, judged, context);
    return databaseRefused(problem);
  }
  // Of new rows one refused is enough for an error: an answer without one says that they passed, whatever triggers did.
  const blocking =
    target && blockingPhase(target, { new: answer === null ? "any" : "never", existing: "all" });
  if (blocking !== undefined && (answer === null || !(answer.rows ?? 0))) {
    return blockedBy(blocking, judged, context);
  }
  return judgeRows(judged, { target, context });
}

/**
 * `.single()` on no row, and a file that is not found or not let be deleted, are errors of their own, but the question is
 * why there is no row.
 */
function isEmptyAnswer({ answer, planned }: Judged): boolean {
  const code = answer?.problem?.code ?? "";
  if (planned?.storage) return answer?.raised === null && NO_FILE.has(code);
  return code === "PGRST116" && answer?.rows === 0;
}

const NO_FILE = new Set(["NoSuchKey", "NoSuchBucket", "AccessDenied"]);

function grantMissing(judged: Judged, missing: Judged["grants"]): Verdict {
  const target = judged.relations.find(({ part }) => part === "target");
  const wanted = missing[0]?.privilege;
  const bare = target?.phases.some(
    ({ verb, policies }) => verb === wanted && !policies.some(({ permissive }) => permissive),
  );
  const counts = target !== undefined && target.passedOver === null;
  return {
    kind: "grant-missing",
    fine: false,
    role: judged.role ?? "",
    missing,
    stranger: strangerIn(judged),
    decidedBy: !counts ? "nothing" : bare === true ? "no-policy" : "policies",
    passedOver: target?.passedOver ?? null,
    relation: target?.relation ?? null,
  };
}

/** The policy that fails, evaluated by itself, as the request did. */
function failingPolicy(
  relations: readonly RelationReport[],
  problem: ProblemReport,
): FailingPolicy | undefined {
  for (const relation of relations) {
    for (const { policies } of relation.phases) {
      const policy = policies.find(({ failure }) => failure && isSame(failure.problem, problem));
      if (policy !== undefined) return { relation, policy };
    }
  }
  return undefined;
}

/** PostgreSQL's own codes; those of the Data API are longer, and the gateway has none. */
function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code);
}

const UNDEFINED_COLUMN = "42703";

function databaseRefused(problem: ProblemReport): Verdict {
  const { code } = problem;
  if (code === UNDEFINED_COLUMN) return { kind: "column-unknown", fine: false, problem };
  if (!isSqlState(code)) return { kind: "request-refused", fine: false, problem, early: false };
  return { kind: "database-refused", fine: false, problem, by: refuser(problem) };
}

function refuser(problem: ProblemReport): VerdictOf<"database-refused">["by"] {
  if (problem.routine === "exec_stmt_raise") return "raise";
  const by = privilegeRefuser(problem);
  if (by === "policy" || by === "grant") return by;
  return problem.code.startsWith("23") ? "constraint" : "other";
}
