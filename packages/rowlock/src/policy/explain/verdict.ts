// One sentence that says why a request got what it got, and what to do next: the first thing that stood in its way, in
// the order in which a request meets them. It judges reports and asks nothing of the database.
import type { ProblemReport, Verdict } from "./explanation.ts";
import { blockedBy, blockingPhase } from "./verdict/blocked-by.ts";
import { deniedFix } from "./verdict/denied-fix.ts";
import type { Judged, VerdictContext } from "./verdict/judged.ts";
import { namesVerdict } from "./verdict/names-verdict.ts";
import { rowsVerdict } from "./verdict/rows-verdict.ts";
import { whoIsAsking } from "./verdict/who-is-asking.ts";

export function judgeRequest(judged: Judged, context: VerdictContext): Verdict {
  const { token, planned, grants, answer } = judged;
  if (token?.refusal) return tokenRefused(token.refusal);
  const problem = answer?.problem ?? null;
  if (planned === null) return namesVerdict(judged, context);
  const [missing, ...others] = grants.filter(({ held }) => !held);
  const denied = problem === null ? answer === null : problem.code === "42501";
  if (missing !== undefined && denied) return grantMissing(judged, [missing, ...others]);
  const target = judged.relations.find(({ part }) => part === "target");
  const failed = problem !== null;
  const blocking =
    target && blockingPhase(target, { failed, answered: answer !== null && !failed });
  if (problem !== null && !isEmptyAnswer(judged)) {
    if (blocking !== undefined && answersPolicies(problem)) {
      return blockedBy(blocking, judged, context);
    }
    return databaseRefused(judged, problem, context);
  }
  if (blocking !== undefined && (answer === null || answer.rows === 0 || answer.rows === null)) {
    return blockedBy(blocking, judged, context);
  }
  return rowsVerdict(judged, target);
}

function tokenRefused({ message, details, hint }: ProblemReport): Verdict {
  return {
    kind: "token-refused",
    fine: false,
    sentence: `The token is refused: ${message}${details === null ? "" : `. ${details}`}`,
    next: hint ?? "Ask for a fresh token: getToken() in the app, or rowlock token USER",
    fix: null,
  };
}

type Missing = Judged["grants"][number];

function grantMissing(judged: Judged, missing: readonly [Missing, ...Missing[]]): Verdict {
  const [{ privilege, object, columns }] = missing;
  const only = columns.length === 0 ? "" : `, for the columns ${columns.join(", ")}`;
  const more = missing.length === 1 ? "" : `, and ${missing.length - 1} more`;
  const then = privilege === "execute" ? "it is not called" : "policies are not even asked";
  const who = whoIsAsking(judged);
  return {
    kind: "grant-missing",
    fine: false,
    sentence: `${judged.role ?? "The role"} lacks ${privilege} on ${object}${only}${more}: ${then}`,
    next: who.advice ?? adviceOnGrant(judged, missing[0]),
    fix: who.isStranger ? null : missing.flatMap(({ fix }) => fix ?? []).join("\n"),
  };
}

function adviceOnGrant({ relations }: Judged, { privilege, columns }: Missing): string {
  if (columns.length > 0) {
    return "Ask only for the columns that are granted, or grant these in a migration";
  }
  if (privilege === "execute") return "Grant it in a migration, if people are to call it";
  const bare = relations.find(
    ({ part, passedOver, phases }) =>
      part === "target" &&
      passedOver === null &&
      phases.some(({ verb, policies }) => verb === privilege && policies.length === 0),
  );
  return bare === undefined
    ? "Grant it in a migration; the policies then decide which rows"
    : `Grant it in a migration, and write a policy for ${privilege}, which lacks too; rowlock protect ${bare.relation} does both`;
}

/** `.single()` on no row is an error of its own, but the question is why there is no row. */
function isEmptyAnswer({ answer }: Judged): boolean {
  return answer?.problem?.code === "PGRST116" && answer.rows === 0;
}

/** PostgreSQL's own codes; those of the Data API are longer, and the gateway has none. */
function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code);
}

/** Whether a policy may be what was refused, or what failed. */
function answersPolicies({ code, message }: ProblemReport): boolean {
  return isSqlState(code) && !code.startsWith("23") && !message.startsWith("column ");
}

function databaseRefused(
  judged: Judged,
  { code, message, details, hint }: ProblemReport,
  { model }: VerdictContext,
): Verdict {
  if (/^(permission denied to set role|role .* does not exist$)/.test(message)) {
    return {
      kind: "unknown",
      fine: false,
      sentence: `This login can't act as ${judged.role}, so nothing can be said: ${message}`,
      next: "Use the login of the database's owner, or one that was granted the roles",
      fix: null,
    };
  }
  const own = !isSqlState(code);
  return {
    kind: code === "42703" ? "column-unknown" : own ? "request-refused" : "database-refused",
    fine: false,
    sentence: `${own ? "The API" : "PostgreSQL"} refuses it: ${message}${details === null ? "" : `. ${details}`}`,
    next: hint ?? adviceOn(message) ?? CLASS_ADVICE[code.slice(0, 2)] ?? null,
    fix: deniedFix(message, { model, role: judged.role }),
  };
}

function adviceOn(message: string): string | null {
  return /row-level security/.test(message)
    ? "As it was sent, the policies let the row through: did a trigger change it, or write another table?"
    : null;
}

/** By the class of a SQLSTATE. */
const CLASS_ADVICE: Readonly<Record<string, string>> = {
  "22": "Send a value that the column's type can hold",
  "23": "Policies and grants let it through; send a row that the constraint allows",
  "42": "Compare the request with the table as it is now",
  "57": "Narrow the filters, or look at the plan above for what is slow",
};
