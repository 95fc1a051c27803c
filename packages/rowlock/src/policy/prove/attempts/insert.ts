// Adding rows: one's own, a stranger's, one's own with a stranger as its owner, and one that belongs to nobody.
// A row that a constraint refuses had passed the policies already, and counts as let through.
import type { JsonObject } from "../../../tokens/verified-token.ts";
import type { AnalysedRelation } from "../../analysis/database-analysis.ts";
import { isGroup, isOwned } from "../../analysis/ownership.ts";
import { type Actor, NOBODY, type World } from "../cast.ts";
import type { Belonging } from "../intent.ts";
import { type Judgement, passedPolicies, refusalOf } from "../judgement.ts";
import type { MadeRow } from "../rows/made-rows.ts";
import { columnOf } from "../rows/table-shape.ts";
import type { Answer } from "../send.ts";
import type { Subject } from "../subject.ts";
import { type Attempt, type AttemptContext, TRIED } from "./attempt.ts";
import { columnsFor, pathOf, profileOf } from "./columns.ts";
import { asOwnedBy, determinantsOf, leavesOwn, taken } from "./determinants.ts";

/** Beyond the slots of the rows that are there. */
const NEW_SLOT = 20;

export function insertAttempts(
  subject: Subject,
  actor: Actor,
  context: AttemptContext,
): readonly Attempt[] {
  const own = ownRow(subject.relation, actor, context);
  if (own === undefined) return [];
  const belonging: Belonging = { world: own.world.id, person: actor.person, published: false };
  const options = { subject, actor, context, belonging };
  return [
    attempt("insert", { ...options, values: own.values }),
    ...collisions(subject, actor, context).map(({ columns, values }): Attempt => {
      const trying = attempt("insert", { ...options, values: { ...own.values, ...values } });
      return { ...trying, judge: (answer) => judgeCollision(answer, columns) };
    }),
  ];
}

interface Collision {
  readonly columns: readonly string[];
  readonly values: JsonObject;
}

/** By unique key that has nothing to do with whose a row is: the values of a row that the actor may not see. */
function collisions(
  { relation, someoneElses }: Subject,
  actor: Actor,
  { database }: AttemptContext,
): readonly Collision[] {
  const stranger = someoneElses(actor, "select");
  const named = new Set(columnsFor(relation, actor, "INSERT").map((column) => column.name));
  const owning = new Set(determinantsOf(relation, database).flat());
  if (stranger === undefined || !isOwned(relation.ownership)) return [];
  return uniqueKeys(relation).flatMap((columns) => {
    const telling = columns.every((name) => named.has(name) && !owning.has(name));
    const isGuessable = columns.some((name) => isText(columnOf(relation, name)?.baseType));
    return telling && isGuessable ? [{ columns, values: taken(stranger.stored, columns) }] : [];
  });
}

function uniqueKeys({ constraints, indexes }: AnalysedRelation): readonly (readonly string[])[] {
  const keys = [
    ...constraints.flatMap((one) => (one.kind === "unique" ? [one.columns] : [])),
    ...indexes.flatMap(({ unique, columns }) => {
      const names = columns.filter((name) => name !== null);
      return unique && names.length === columns.length ? [names] : [];
    }),
  ];
  const primary = constraints.find((one) => one.kind === "primary")?.columns.join();
  const distinct = new Map(keys.map((columns) => [columns.join(), columns]));
  return [...distinct.values()].filter((columns) => columns.join() !== primary);
}

function isText(type: string | undefined): boolean {
  return type !== undefined && /^(text|character varying|character|.*citext)/.test(type);
}

function judgeCollision(answer: Answer, columns: readonly string[]): Judgement {
  if (answer.code !== "23505") return { kind: "denied", by: "policy" };
  const reason = `the unique key on ${columns.join(", ")} tells whoever adds a row that somebody has the value`;
  return { kind: "unknown", reason };
}

export function insertAsAnotherAttempts(
  subject: Subject,
  actor: Actor,
  context: AttemptContext,
): readonly Attempt[] {
  const { relation } = subject;
  const own = ownRow(relation, actor, context);
  const all = determinantsOf(relation, context.database);
  const set = context.forced.insert.get(relation.oid);
  const named = new Set(columnsFor(relation, actor, "INSERT").map((column) => column.name));
  const free = all.filter(
    (columns) =>
      columns.every((column) => named.has(column)) && !columns.every((column) => set?.has(column)),
  );
  // A trigger or a default makes every row the caller's own: there is no adding one as another.
  if (all.length > 0 && free.length === 0) return [];
  // A team that is founded has no members yet, and so is nobody else's.
  if (all.length === 0 && isGroup(relation)) return [];
  const worlds = context.planner.cast.worlds.filter(
    (world) => world.id !== actor.person?.world && context.planner.count(relation, world) > 0,
  );
  return worlds.flatMap((world): Attempt[] => {
    const planned = context.planner.plan(relation, world, NEW_SLOT);
    const belonging: Belonging = { world: world.id, person: planned.person, published: false };
    if (subject.allows(actor, "insert", belonging)) return [];
    const rows = [planned.values];
    for (const columns of free) {
      const theirs = taken(planned.values, columns);
      if (own === undefined || leavesOwn(relation, own.values, theirs)) continue;
      rows.push({ ...own.values, ...theirs });
    }
    return rows.map((values) =>
      attempt("insert as another", { subject, actor, context, values, belonging }),
    );
  });
}

interface OwnRow {
  readonly world: World;
  readonly values: JsonObject;
}

/** A further row as the actor would add it; undefined where the actor can have none. */
export function ownRow(
  relation: AnalysedRelation,
  actor: Actor,
  { planner }: AttemptContext,
): OwnRow | undefined {
  const unowned = !planner.shape(relation).owned;
  const world = unowned ? NOBODY : actor.person && planner.cast.worldOf(actor.person.world);
  if (world === null || planner.count(relation, world) === 0) return undefined;
  const { values } = planner.plan(relation, world, NEW_SLOT);
  return {
    world,
    values:
      actor.person === null
        ? values
        : asOwnedBy(relation, values, { person: actor.person, ids: planner.cast.ids }),
  };
}

interface InsertOptions {
  readonly subject: Subject;
  readonly actor: Actor;
  readonly context: AttemptContext;
  readonly values: JsonObject;
  readonly belonging: Belonging;
}

function attempt(verb: "insert" | "insert as another", options: InsertOptions): Attempt {
  const { subject, actor, context, values } = options;
  const { relation } = subject;
  return {
    verb,
    actor,
    request: {
      method: "POST",
      path: pathOf(relation),
      prefer: TRIED,
      body: writable(relation, values, actor),
      ...profileOf(relation, context.database),
    },
    judge: (answer) => judgeInsert(answer, options),
  };
}

/** Without what the database makes itself, and without columns that the actor may not write. */
export function writable(relation: AnalysedRelation, values: JsonObject, actor: Actor): JsonObject {
  const names = new Set(columnsFor(relation, actor, "INSERT").map((column) => column.name));
  const entries = Object.entries(values).filter(([name]) => {
    const column = columnOf(relation, name);
    return names.has(name) && column?.identity !== "always" && column?.generated !== true;
  });
  return Object.fromEntries(entries);
}

function judgeInsert(answer: Answer, { subject, actor, belonging }: InsertOptions): Judgement {
  if (!passedPolicies(answer)) return refusalOf(answer) ?? { kind: "allowed" };
  if (subject.allows(actor, "insert", belonging)) return { kind: "allowed" };
  const whose =
    belonging.world === "nobody"
      ? "nobody"
      : `somebody else (${belonging.person?.name ?? belonging.world})`;
  return {
    kind: "leak",
    what: `adds a row that belongs to ${whose}`,
    rows: victims(subject, belonging),
  };
}

function victims(subject: Subject, { world, person }: Belonging): readonly MadeRow[] {
  const same = subject.rows.filter((row) => row.world.id === world);
  return same
    .filter((row) => row.person === person)
    .concat(same)
    .slice(0, 1);
}
