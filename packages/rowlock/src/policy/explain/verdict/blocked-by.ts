// The verdict where policies stand in the way: none for the role, one that fails, or rows that they refuse.

import type { PhaseReport, RelationReport, Verdict } from "../explanation.ts";
import { readable } from "../rows/split-expression.ts";
import { deniedFix } from "./denied-fix.ts";
import type { Judged, VerdictContext } from "./judged.ts";
import { whoIsAsking } from "./who-is-asking.ts";

export interface BlockingPhase {
  readonly relation: string;
  readonly phase: PhaseReport;
}

export interface BlockingOptions {
  /** PostgreSQL or the API refused the request. */
  readonly failed: boolean;
  /** It was answered: then no new row was refused, whatever the policies say of it here. */
  readonly answered: boolean;
}

/** The first question to which the policies said no for all rows; of new rows one refused is enough. */
export function blockingPhase(
  { relation, passedOver, phases }: RelationReport,
  { failed, answered }: BlockingOptions,
): BlockingPhase | undefined {
  if (passedOver !== null) return undefined;
  const phase = phases.find(({ rows, tried, passed, policies }) => {
    if (tried === 0) return false;
    if (failed && policies.some(({ problem }) => problem !== null)) return true;
    return rows === "new" ? !answered && passed < tried : passed === 0;
  });
  return phase && { relation, phase };
}

const VERBS = { select: "read", insert: "add", update: "change", delete: "delete" } as const;

export function blockedBy(
  { relation, phase }: BlockingPhase,
  judged: Judged,
  { model }: VerdictContext,
): Verdict {
  const role = judged.role ?? "the role";
  const { verb, rows, policies } = phase;
  const who = whoIsAsking(judged);
  const permissive = policies.filter((policy) => policy.permissive);
  const failing = policies.find(({ problem }) => problem !== null);
  const filtered = (judged.planned?.filters.length ?? 0) > 0;
  const many = rows === "new" ? "the new row" : countOf(phase, filtered);
  const aside = asideOf(verb, judged);
  if (permissive.length === 0) {
    return {
      kind: "no-policy",
      fine: false,
      sentence: `No policy of ${relation} lets ${role} ${VERBS[verb]} rows, so ${many} ${rows === "new" ? "is refused" : "can't be seen"}${aside}`,
      next:
        who.advice ?? `Write a policy for ${verb} to ${role}, or run rowlock protect ${relation}`,
      fix: null,
    };
  }
  if (failing?.problem) {
    const { message } = failing.problem;
    return {
      kind: "policy-failed",
      fine: false,
      sentence: `The policy "${failing.name}" of ${relation} fails: ${message}`,
      next: adviceOnFailure(message, failing.expression),
      fix: deniedFix(message, { model, role: judged.role }),
    };
  }
  const why = phase.refused[0]?.reasons[0];
  const because =
    why === undefined || why.because.length === 0 ? "" : `: ${why.because.join("; ")}`;
  const named = why === undefined ? "The policies" : `The policy "${why.policy}"`;
  return {
    kind: "policy-refused",
    fine: false,
    sentence: `${named} of ${relation} refuses ${many}${aside}${because}`,
    next: who.advice ?? adviceOnRefusal(phase),
    fix: null,
  };
}

function countOf({ total, tried }: PhaseReport, filtered: boolean): string {
  const asked = filtered ? "that the filters name" : "that there are";
  if (total === 1) return filtered ? `the row ${asked}` : "its one row";
  if (total === null || total > tried) return `the first ${tried} rows ${asked}`;
  return `all ${total} rows ${asked}`;
}

/** Policies for reading count for other verbs too, which surprises. */
function asideOf(verb: PhaseReport["verb"], { planned }: Judged): string {
  if (verb !== "select" || planned === null || planned.verb === "read") return "";
  return ` (a request that ${planned.verb}s must also be let read what it filters by or gives back)`;
}

function adviceOnFailure(message: string, expression: string): string {
  if (/type uuid/.test(message)) {
    return "Ids of Clerk are text and no uuid: keep them in a text column, and compare (select auth.jwt() ->> 'sub')";
  }
  if (/^permission denied/.test(message)) {
    return "What a policy calls and reads, it calls and reads as the role of the request: grant it";
  }
  if (/infinite recursion/.test(message)) {
    return "Put what the policy looks up into a security definer function";
  }
  return `Mend its expression: ${readable(expression)}`;
}

function adviceOnRefusal({ rows, verb, refused }: PhaseReport): string {
  const because = refused[0]?.reasons.flatMap((reason) => reason.because).join() ?? "";
  if (/hide from it/.test(because)) {
    return "Let the policy look it up by a security definer function, or give the role a policy on that table";
  }
  if (/requesting_user_id\(\) is null|sub'?\)? is null/.test(because)) {
    return "The token names nobody (sub): send a token of a person";
  }
  if (/\borg\w*\(\) is null|requesting_org\w*\(\) is null/.test(because)) {
    return "No organization is active in the token: make one active in the app, or name it with --org";
  }
  if (rows === "new" && !/requesting_\w+\(\) is|jwt|sub'/.test(because)) {
    return "Send a row for which the policy's expression is true";
  }
  if (rows === "new") {
    return verb === "update"
      ? "A row can't be given away: leave its owner column out of the change"
      : "Leave the owner column out, so that its default names the caller";
  }
  return "These rows belong to others: ask as their owner, or widen the policy if it is meant to be shared";
}
