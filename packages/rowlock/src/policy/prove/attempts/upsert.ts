// Upserting over somebody else's row: a new row of one's own under the key of theirs, merged into it.
import type { Actor } from "../cast.ts";
import { type Judgement, refusalOf } from "../judgement.ts";
import type { MadeRow } from "../rows/made-rows.ts";
import { columnOf } from "../rows/table-shape.ts";
import type { Answer } from "../send.ts";
import type { Subject } from "../subject.ts";
import type { Attempt, AttemptContext } from "./attempt.ts";
import { columnsFor, pathOf, profileOf } from "./columns.ts";
import { ownRow } from "./insert.ts";
import { strangers } from "./read.ts";

export function upsertAttempts(
  subject: Subject,
  actor: Actor,
  context: AttemptContext,
): readonly Attempt[] {
  const { relation } = subject;
  const own = ownRow(relation, actor, context);
  if (own === undefined) return [];
  const names = new Set(columnsFor(relation, actor, "INSERT").map((column) => column.name));
  return strangers(subject, actor, "update").flatMap((row): Attempt[] => {
    const { key } = row;
    const keyed = key !== null && Object.keys(key).every((name) => names.has(name));
    // A key that the database gives itself can't be chosen.
    if (
      !keyed ||
      Object.keys(key).some((name) => columnOf(relation, name)?.identity === "always")
    ) {
      return [];
    }
    const values = Object.entries({ ...own.values, ...key }).filter(
      ([name]) => names.has(name) && columnOf(relation, name)?.identity !== "always",
    );
    return [
      {
        verb: "upsert",
        actor,
        request: {
          method: "POST",
          path: pathOf(relation),
          prefer: ["tx=rollback", "return=minimal", "resolution=merge-duplicates"],
          body: Object.fromEntries(values),
          ...profileOf(relation, context.database),
        },
        judge: (answer) => judgeUpsert(answer, row),
      },
    ];
  });
}

/** A violated constraint says nothing here: the conflict may have been with another row. */
function judgeUpsert(answer: Answer, row: MadeRow): Judgement {
  if (answer.status < 400) {
    return { kind: "leak", what: "overwrites a row that is not theirs", rows: [row] };
  }
  if (answer.code?.startsWith("23")) return { kind: "denied", by: "policy" };
  return refusalOf(answer) ?? { kind: "denied", by: "policy" };
}
