// A relation under attack: which rows an actor may have in it, and which rows of an answer are none of theirs.
// A table's rows are known by their keys; a view's by the values that they show.
import { isTable } from "../../catalog/parts/relations.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { AnalysedRelation, DatabaseAnalysis, Verb } from "../analysis/database-analysis.ts";
import type { Actor, Person } from "./cast.ts";
import { readContents } from "./contents.ts";
import { findHeirs } from "./heirs.ts";
import { type Belonging, type Expectation, expectationOf } from "./intent.ts";
import type { MadeRow, MadeRows, Trace } from "./rows/made-rows.ts";

export interface Subject {
  readonly relation: AnalysedRelation;
  /** The made rows of a table; none for a view. */
  readonly rows: readonly MadeRow[];
  readonly allows: Expectation["allows"];
  /** The made row that an answer's row shows though the actor may not have it. */
  readonly forbidden: (actor: Actor, verb: Verb, answer: JsonObject) => MadeRow | undefined;
  /** Those of the rows that a request reached which the actor was not to touch. */
  readonly notTheirs: (actor: Actor, verb: Verb, reached: readonly MadeRow[]) => readonly MadeRow[];
  /** How many rows the actor may see or change; rows that were there before count as theirs. */
  readonly allowance: (actor: Actor, verb: Verb) => number;
  /** A row that the actor may not have, as a witness for what was only counted. */
  readonly someoneElses: (actor: Actor, verb: Verb) => MadeRow | undefined;
  /** Why an answer could not be judged, when nothing in it is recognised. */
  readonly opaque: string | null;
}

interface SubjectOptions {
  readonly database: DatabaseAnalysis;
  readonly made: MadeRows;
  /** The claims of each person. */
  readonly callers: readonly JsonObject[];
}

/** Looks at the copy as its superuser for what every relation holds. */
export async function describeSubjects(
  client: SqlClient,
  relations: readonly AnalysedRelation[],
  options: SubjectOptions,
): Promise<readonly Subject[]> {
  const subjects: Subject[] = [];
  const heirs = findHeirs(options.database);
  for (const relation of relations) {
    const contents = await readContents(client, relation, options.callers);
    const isWhole = isTable(relation) && !relation.isPartition;
    subjects.push(
      isWhole
        ? tableSubject(relation, { ...options, total: contents.length, heirs: heirs.of(relation) })
        : viewSubject(relation, contents, options),
    );
  }
  return subjects;
}

interface TableOptions extends SubjectOptions {
  /** How many rows it holds. */
  readonly total: number;
  /** The tables that inherit from it, whose rows it shows by its own policies. */
  readonly heirs: readonly AnalysedRelation[];
}

function tableSubject(
  relation: AnalysedRelation,
  { database, made, total, heirs }: TableOptions,
): Subject {
  const rows = made.of(relation);
  const inherited = heirs.flatMap((heir) => made.of(heir));
  const expectation = expectationOf(relation, database);
  const mayHave = mayHaveIn(database);
  const allowed = (actor: Actor, verb: Verb) =>
    rows.filter((row) => expectation.allows(actor, verb, belongingOf(row)));
  return {
    relation,
    rows,
    allows: expectation.allows,
    forbidden(actor, verb, answer) {
      const row = made.match(relation, answer);
      if (row !== undefined)
        return expectation.allows(actor, verb, belongingOf(row)) ? undefined : row;
      const heir = heirs.map((one) => made.match(one, answer)).find((one) => one !== undefined);
      return heir && !mayHave(heir, actor, verb) ? heir : undefined;
    },
    notTheirs: (actor, verb, reached) => reached.filter((row) => !mayHave(row, actor, verb)),
    allowance: (actor, verb) =>
      allowed(actor, verb).length +
      inherited.filter((row) => mayHave(row, actor, verb)).length +
      (total - rows.length - inherited.length),
    someoneElses: (actor, verb) =>
      rows.find((row) => !expectation.allows(actor, verb, belongingOf(row))) ??
      inherited.find((row) => !mayHave(row, actor, verb)),
    opaque: null,
  };
}

function viewSubject(
  relation: AnalysedRelation,
  contents: readonly JsonObject[],
  { database, made }: SubjectOptions,
): Subject {
  const own = relation.intent && expectationOf(relation, database);
  const expectations = new Map<string, Expectation>();
  const allowsTrace = (actor: Actor, verb: Verb, trace: Trace): boolean => {
    if ("person" in trace)
      return own?.allows(actor, verb, personal(trace.person)) ?? isKnown(actor, trace.person);
    const base = trace.row.relation;
    const expectation = own ?? expectations.get(base.oid) ?? expectationOf(base, database);
    expectations.set(base.oid, expectation);
    return expectation.allows(actor, verb, belongingOf(trace.row));
  };
  const forbiddenRow = (actor: Actor, verb: Verb, answer: JsonObject): MadeRow | undefined => {
    for (const trace of withoutRepeats(made.traces(answer))) {
      if (allowsTrace(actor, verb, trace)) continue;
      const row =
        "row" in trace ? trace.row : made.all().find((one) => one.person === trace.person);
      if (row !== undefined) return row;
    }
    return undefined;
  };
  const mayHave = mayHaveIn(database);
  const traced = contents.some((row) => made.traces(row).length > 0);
  return {
    relation,
    rows: [],
    allows: () => true,
    forbidden: forbiddenRow,
    notTheirs: (actor, verb, reached) => reached.filter((row) => !mayHave(row, actor, verb)),
    allowance: (actor, verb) =>
      contents.filter((row) => forbiddenRow(actor, verb, row) === undefined).length,
    someoneElses(actor, verb) {
      for (const row of contents) {
        const found = forbiddenRow(actor, verb, row);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    opaque:
      traced || relation.securityInvoker ? null : "nothing that it shows can be traced to a row",
  };
}

/** By the intent of the table that each row lies in: a write may reach others than the one it names. */
function mayHaveIn(database: DatabaseAnalysis) {
  const expectations = new Map<string, Expectation>();
  return (row: MadeRow, actor: Actor, verb: Verb): boolean => {
    const { relation } = row;
    const expectation = expectations.get(relation.oid) ?? expectationOf(relation, database);
    expectations.set(relation.oid, expectation);
    return expectation.allows(actor, verb, belongingOf(row));
  };
}

export function belongingOf({ world, person, published }: MadeRow): Belonging {
  return { world: world.id, person, published };
}

function personal(person: Person): Belonging {
  return { world: person.world, person, published: false };
}

/** Within a world people know of each other. */
function isKnown({ person }: Actor, other: Person): boolean {
  return person !== null && person.world === other.world;
}

/** A person's id says nothing more where a row of theirs is shown beside it: the row decides. */
function withoutRepeats(traces: readonly Trace[]): readonly Trace[] {
  const shown = new Set(traces.flatMap((trace) => ("row" in trace ? [trace.row.person] : [])));
  return traces.filter((trace) => "row" in trace || !shown.has(trace.person));
}
