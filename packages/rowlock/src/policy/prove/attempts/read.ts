// Reading: everything, one foreign row by its key, how many there are, and through every neighbour.
import { foreignKeysOf } from "../../analysis/ownership.ts";
import type { Actor } from "../cast.ts";
import { isObject } from "../json-object.ts";
import { type Judgement, refusalOf } from "../judgement.ts";
import type { MadeRow } from "../rows/made-rows.ts";
import { type Answer, type ProofRequest, rowsOf } from "../send.ts";
import type { Subject } from "../subject.ts";
import type { Attempt, AttemptContext } from "./attempt.ts";
import { keyFilter, keysFilter, pathOf, profileOf, quoted, selectionFor } from "./columns.ts";

export function readAttempts(
  subject: Subject,
  actor: Actor,
  { database }: AttemptContext,
): readonly Attempt[] {
  const { relation } = subject;
  const profile = profileOf(relation, database);
  const select = selectionFor(relation, actor);
  const request = { method: "GET", path: pathOf(relation), query: { select }, ...profile } as const;
  return [{ verb: "read", actor, request, judge: (answer) => judgeRows(answer, subject, actor) }];
}

export function filterAttempts(
  subject: Subject,
  actor: Actor,
  { database }: AttemptContext,
): readonly Attempt[] {
  const { relation } = subject;
  const select = selectionFor(relation, actor);
  const profile = profileOf(relation, database);
  return togetherThenSingly(strangers(subject, actor, "select"), (filter) => ({
    verb: "filter",
    actor,
    request: { method: "GET", path: pathOf(relation), query: { select, ...filter }, ...profile },
    judge: (answer) => judgeRows(answer, subject, actor),
  }));
}

/** An attempt at all these rows, by their keys, that falls apart into one at each; without the rows that have no key. */
export function togetherThenSingly(
  rows: readonly MadeRow[],
  attemptAt: (filter: Readonly<Record<string, string>>, rows: readonly MadeRow[]) => Attempt,
): readonly Attempt[] {
  const keyed = rows.flatMap((row) => {
    const filter = keyFilter(row.key);
    return filter === undefined || row.key === null ? [] : [{ row, key: row.key, filter }];
  });
  const singly = keyed.map(({ row, filter }) => attemptAt(filter, [row]));
  if (singly.length < 2) return singly;
  const all = keysFilter(keyed.map(({ key }) => key));
  return [
    {
      ...attemptAt(
        all,
        keyed.map(({ row }) => row),
      ),
      singly,
    },
  ];
}

export function countAttempts(
  subject: Subject,
  actor: Actor,
  { database }: AttemptContext,
): readonly Attempt[] {
  const { relation } = subject;
  return [
    {
      verb: "count",
      actor,
      request: {
        method: "GET",
        path: pathOf(relation),
        query: { select: selectionFor(relation, actor), limit: "1" },
        prefer: ["count=exact"],
        ...profileOf(relation, database),
      },
      judge: (answer) => judgeCount(answer, subject, actor),
    },
  ];
}

/** The subject's rows, asked for inside the rows of each table that it hangs together with. */
export function embedAttempts(
  subject: Subject,
  actor: Actor,
  { database, subjects }: AttemptContext,
): readonly Attempt[] {
  const { relation } = subject;
  const neighbours = subjects.flatMap((other) => {
    const { relation: neighbour } = other;
    if (neighbour.schema !== relation.schema) return [];
    const keys = [
      ...foreignKeysOf(neighbour).filter((key) => key.target === relation.oid),
      ...foreignKeysOf(relation).filter((key) => key.target === neighbour.oid),
    ];
    return neighbour.oid === relation.oid ? [] : keys.map((key) => ({ neighbour, key: key.name }));
  });
  return neighbours.map(({ neighbour, key }): Attempt => {
    const inner = `rowlock:${quoted(relation.name)}!${quoted(key)}(${selectionFor(relation, actor)})`;
    const asking = (select: string): ProofRequest => ({
      method: "GET",
      path: pathOf(neighbour),
      query: { select },
      ...profileOf(neighbour, database),
    });
    return {
      verb: "embed",
      actor,
      request: asking(inner),
      through: asking(selectionFor(neighbour, actor)),
      judge: (answer) => judgeRows(unfold(answer), subject, actor),
    };
  });
}

/** The embedded rows by themselves. */
function unfold(answer: Answer): Answer {
  const embedded = rowsOf(answer).flatMap(({ rowlock }) =>
    Array.isArray(rowlock)
      ? rowlock.filter(isObject)
      : rowlock && isObject(rowlock)
        ? [rowlock]
        : [],
  );
  return answer.status < 400 ? { ...answer, body: embedded } : answer;
}

function judgeRows(answer: Answer, subject: Subject, actor: Actor): Judgement {
  const refusal = refusalOf(answer);
  if (refusal !== undefined) return refusal;
  const rows = rowsOf(answer);
  const found = new Set<MadeRow>();
  for (const row of rows) {
    const stranger = subject.forbidden(actor, "select", row);
    if (stranger !== undefined) found.add(stranger);
  }
  if (found.size > 0) {
    const what = `sees ${found.size} row${found.size === 1 ? "" : "s"} that ${found.size === 1 ? "is" : "are"} not theirs`;
    return { kind: "leak", what, rows: [...found] };
  }
  if (rows.length === 0) return { kind: "denied", by: "policy" };
  return subject.opaque === null
    ? { kind: "allowed" }
    : { kind: "unknown", reason: subject.opaque };
}

function judgeCount(answer: Answer, subject: Subject, actor: Actor): Judgement {
  const refusal = refusalOf(answer);
  if (refusal !== undefined) return refusal;
  if (answer.total === null) return { kind: "unknown", reason: "the answer does not say how many" };
  const stranger = subject.someoneElses(actor, "select");
  if (answer.total > subject.allowance(actor, "select") && stranger !== undefined) {
    return { kind: "leak", what: `counts ${answer.total} rows`, rows: [stranger] };
  }
  return answer.total === 0 ? { kind: "denied", by: "policy" } : { kind: "allowed" };
}

/** Rows that the actor may not have: one of each world, and one of a colleague. */
export function strangers(
  subject: Subject,
  actor: Actor,
  verb: "select" | "update" | "delete",
): readonly MadeRow[] {
  const byWorld = new Map<string, MadeRow>();
  for (const row of subject.rows) {
    const { world, person, published } = row;
    if (subject.allows(actor, verb, { world: world.id, person, published })) continue;
    if (!byWorld.has(world.id)) byWorld.set(world.id, row);
  }
  return [...byWorld.values()];
}
