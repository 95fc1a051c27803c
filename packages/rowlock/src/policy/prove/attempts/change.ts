// Changing and deleting: one's own rows, a stranger's by its key, and all at once without saying which. The last matters:
// a request that reads no column is asked no SELECT policy, so only the UPDATE or DELETE policy stands in its way.
import type { JsonObject } from "../../../tokens/verified-token.ts";
import type { Actor } from "../cast.ts";
import { type Judgement, passedPolicies, refusalOf } from "../judgement.ts";
import type { MadeRow } from "../rows/made-rows.ts";
import type { Answer } from "../send.ts";
import { belongingOf, type Subject } from "../subject.ts";
import { type Attempt, type AttemptContext, type ProofVerb, TRIED } from "./attempt.ts";
import { benignChange, sameAgain } from "./benign.ts";
import { pathOf, profileOf } from "./columns.ts";
import { strangers, togetherThenSingly } from "./read.ts";

export function updateAttempts(
  subject: Subject,
  actor: Actor,
  context: AttemptContext,
): readonly Attempt[] {
  const change = benignChange(subject.relation, actor, context.planner);
  const row = ownRowOf(subject, actor, "update");
  if (change === undefined || row === undefined) return [];
  const options = { verb: "update", subject, actor, context, body: change } as const;
  return [...changeOf([row], options), allOwn(options)];
}

export function updateAnothersAttempts(
  subject: Subject,
  actor: Actor,
  context: AttemptContext,
): readonly Attempt[] {
  const { relation } = subject;
  const benign = benignChange(relation, actor, context.planner);
  const row = ownRowOf(subject, actor, "update") ?? subject.someoneElses(actor, "update");
  const bodies = benign === undefined ? sameAgain(relation, actor, row?.stored ?? {}) : [benign];
  return bodies.flatMap((body) => {
    const options = { verb: "update another's", subject, actor, context, body } as const;
    return [...attacks(options, "update"), all(options)];
  });
}

export function deleteAttempts(
  subject: Subject,
  actor: Actor,
  context: AttemptContext,
): readonly Attempt[] {
  const row = ownRowOf(subject, actor, "delete");
  if (row === undefined) return [];
  const options = { verb: "delete", subject, actor, context, body: null } as const;
  return [...changeOf([row], options), allOwn(options)];
}

export function deleteAnothersAttempts(
  subject: Subject,
  actor: Actor,
  context: AttemptContext,
): readonly Attempt[] {
  const options = { verb: "delete another's", subject, actor, context, body: null } as const;
  return [...attacks(options, "delete"), all(options)];
}

export interface ChangeOptions {
  readonly verb: ProofVerb;
  readonly subject: Subject;
  readonly actor: Actor;
  readonly context: AttemptContext;
  /** What is set; null for a deletion. */
  readonly body: JsonObject | null;
}

/** A row that the actor is meant to be able to change. */
export function ownRowOf(
  subject: Subject,
  actor: Actor,
  verb: "update" | "delete",
): MadeRow | undefined {
  return subject.rows.find(
    (row) => row.key !== null && subject.allows(actor, verb, belongingOf(row)),
  );
}

function attacks(options: ChangeOptions, verb: "update" | "delete"): readonly Attempt[] {
  return changeOf(strangers(options.subject, options.actor, verb), options);
}

/** At these rows, by their keys. */
export function changeOf(targets: readonly MadeRow[], options: ChangeOptions): readonly Attempt[] {
  const { subject, actor } = options;
  const command = options.body === null ? "delete" : "update";
  return togetherThenSingly(targets, (filter, rows) =>
    request(options, filter, (answer) => {
      const done = outcomeOf(answer);
      const foreign = rows.filter((row) => !subject.allows(actor, command, belongingOf(row)));
      if (done.kind !== "allowed" || foreign.length === 0) return done;
      return { kind: "leak", what: `${pastOf(command)} a row that is not theirs`, rows: foreign };
    }),
  );
}

/** At every row that the policies let through. */
export function all(options: ChangeOptions): Attempt {
  const { subject, actor } = options;
  const command = options.body === null ? "delete" : "update";
  const attempt = request(options, {}, (answer, reached) => {
    const done = outcomeOf(answer);
    if (done.kind !== "allowed") return done;
    const strangers = subject.notTheirs(actor, command, reached);
    if (strangers.length > 0) {
      const what = `${pastOf(command)} all rows that the policies let through, ${strangers.length} of them not theirs`;
      return { kind: "leak", what, rows: strangers };
    }
    const stranger = subject.someoneElses(actor, command);
    const allowance = subject.allowance(actor, command);
    // What a constraint stopped had reached one row at least.
    const total = answer.total ?? (answer.status >= 400 ? 1 : 0);
    if (total <= allowance || stranger === undefined) return done;
    const what = `${pastOf(command)} ${total} rows at once, of which ${allowance} may be theirs`;
    return { kind: "leak", what, rows: [stranger] };
  });
  return { ...attempt, blind: true };
}

/** Without saying which: where no SELECT policy shows one's own row, a request by its key finds nothing. */
function allOwn(options: ChangeOptions): Attempt {
  const { subject, actor } = options;
  const command = options.body === null ? "delete" : "update";
  const attempt = request(options, {}, (answer, reached) => {
    const done = outcomeOf(answer);
    const isOwn = reached.some(
      (row) =>
        row.relation.oid === subject.relation.oid &&
        subject.allows(actor, command, belongingOf(row)),
    );
    return done.kind !== "allowed" || isOwn ? done : { kind: "denied", by: "policy" };
  });
  return { ...attempt, blind: true, otherwise: true };
}

function request(
  { verb, subject, actor, context, body }: ChangeOptions,
  query: Readonly<Record<string, string>>,
  judge: Attempt["judge"],
): Attempt {
  const target = {
    path: pathOf(subject.relation),
    query,
    prefer: TRIED,
    ...profileOf(subject.relation, context.database),
  };
  return {
    verb,
    actor,
    request: body === null ? { method: "DELETE", ...target } : { method: "PATCH", body, ...target },
    judge,
  };
}

/** Allowed when rows were touched, or would have been but for a constraint. */
export function outcomeOf(answer: Answer): Judgement {
  if (answer.status < 400) {
    return answer.total === 0 ? { kind: "denied", by: "policy" } : { kind: "allowed" };
  }
  return passedPolicies(answer) ? { kind: "allowed" } : (refusalOf(answer) ?? { kind: "allowed" });
}

function pastOf(command: "update" | "delete"): string {
  return command === "update" ? "changes" : "deletes";
}
