// Changing whose a row is: giving one's own away, and taking somebody else's over. Each by the row's key, and for all
// rows at once, which asks no SELECT policy.
import type { JsonObject } from "../../../tokens/verified-token.ts";
import type { AnalysedRelation } from "../../analysis/database-analysis.ts";
import type { Actor } from "../cast.ts";
import type { Judgement } from "../judgement.ts";
import type { MadeRow } from "../rows/made-rows.ts";
import { columnOf } from "../rows/table-shape.ts";
import { belongingOf, type Subject } from "../subject.ts";
import type { Attempt, AttemptContext } from "./attempt.ts";
import { all, type ChangeOptions, changeOf, outcomeOf, ownRowOf } from "./change.ts";
import { columnsFor } from "./columns.ts";
import { determinantsOf, leavesOwn, taken } from "./determinants.ts";
import { ownRow } from "./insert.ts";
import { strangers } from "./read.ts";

export function giveAwayAttempts(
  subject: Subject,
  actor: Actor,
  context: AttemptContext,
): readonly Attempt[] {
  const own = ownRowOf(subject, actor, "update");
  if (own === undefined) return [];
  return receivers(own, { subject, actor, context }).flatMap(
    ({ change, receiver }): readonly Attempt[] => {
      const options: ChangeOptions = { verb: "give away", subject, actor, context, body: change };
      const judge = (attempt: Attempt): Attempt => ({
        ...attempt,
        judge: (answer, reached) => gaveAway(outcomeOf(answer), reached[0] ?? own, receiver),
      });
      return [...changeOf([own], options), all(options)].map(judge);
    },
  );
}

function gaveAway(done: Judgement, own: MadeRow, receiver: string): Judgement {
  if (done.kind !== "allowed") return done;
  return { kind: "leak", what: `gives a row to ${receiver}`, rows: [own] };
}

interface Receiver {
  readonly change: JsonObject;
  readonly receiver: string;
}

interface Giving {
  readonly subject: Subject;
  readonly actor: Actor;
  readonly context: AttemptContext;
}

/** What to set so that a row becomes somebody else's, or nobody's. */
function receivers(own: MadeRow, { subject, actor, context }: Giving): readonly Receiver[] {
  const { relation } = subject;
  const writable = new Set(columnsFor(relation, actor, "UPDATE").map((column) => column.name));
  const { planner } = context;
  const determinants = changeable(relation, context).filter((columns) =>
    columns.every((column) => writable.has(column)),
  );
  const others = planner.cast.worlds.filter(
    (world) => world.id !== actor.person?.world && world.id !== "nobody",
  );
  return determinants.flatMap((columns) => {
    const found: Receiver[] = [];
    for (const world of others) {
      if (planner.count(relation, world) === 0) continue;
      const planned = planner.plan(relation, world, 0);
      const belonging = { world: world.id, person: planned.person, published: false };
      const change = taken(planned.values, columns);
      if (subject.allows(actor, "update", belonging)) continue;
      if (Object.values(change).some((value) => value === null)) continue;
      found.push({ change, receiver: `somebody else (${planned.person?.name ?? world.id})` });
      break;
    }
    const optional = columns.every((column) => columnOf(relation, column)?.nullable === true);
    if (optional) {
      const change = Object.fromEntries(columns.map((column) => [column, null]));
      const stays = own.person === actor.person && leavesOwn(relation, own.stored, change);
      if (!stays) found.push({ change, receiver: "nobody" });
    }
    return found;
  });
}

export function takeOverAttempts(
  subject: Subject,
  actor: Actor,
  context: AttemptContext,
): readonly Attempt[] {
  const { relation } = subject;
  const own = ownRow(relation, actor, context);
  if (own === undefined) return [];
  const writable = new Set(columnsFor(relation, actor, "UPDATE").map((column) => column.name));
  return withAllTogether(relation, changeable(relation, context)).flatMap((columns) => {
    const body = taken(own.values, columns);
    const possible = columns.every((column) => writable.has(column) && body[column] !== null);
    if (!possible) return [];
    const options: ChangeOptions = { verb: "take over", subject, actor, context, body };
    const targets = strangers(subject, actor, "update").filter(
      (row) => !subject.allows(actor, "update", belongingOf(row)),
    );
    return [...changeOf(targets, options), all(options)];
  });
}

/** A policy may want a row to be the caller's in every respect, and so let it through only where all are set at once. */
function withAllTogether(
  { ownership }: AnalysedRelation,
  determinants: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  const users = ownership.columns.filter(({ kind }) => kind === "user").map((one) => one.column);
  const all = [...new Set([...determinants.flat(), ...users])];
  const isNew = determinants.length > 0 && !determinants.some((one) => one.length === all.length);
  return isNew ? [...determinants, all] : determinants;
}

/** The determinants that no trigger puts back as they were. */
function changeable(
  relation: AnalysedRelation,
  { database, forced }: AttemptContext,
): readonly (readonly string[])[] {
  const kept = forced.update.get(relation.oid);
  return determinantsOf(relation, database).filter(
    (columns) => !columns.every((column) => kept?.has(column)),
  );
}
