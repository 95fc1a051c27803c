// The rows that were made, and how one of them is known again in an answer: by its key, or by a value of its own.
import type { JsonObject, JsonValue } from "../../../tokens/verified-token.ts";
import type { AnalysedRelation } from "../../analysis/database-analysis.ts";
import type { Person } from "../cast.ts";
import type { PlannedRow } from "./row-planner.ts";

export interface MadeRow extends Omit<PlannedRow, "values" | "fixed"> {
  /** As the database has it, generated columns included. */
  readonly stored: JsonObject;
  /** Its key's columns and values; null when the table has no primary key. */
  readonly key: JsonObject | null;
}

export class MadeRows {
  readonly #byRelation = new Map<string, MadeRow[]>();
  readonly #byMark = new Map<string, MadeRow | null>();
  readonly #people: readonly Person[];

  constructor(people: readonly Person[]) {
    this.#people = people;
  }

  add(row: MadeRow): void {
    const rows = this.#byRelation.get(row.relation.oid) ?? [];
    this.#byRelation.set(row.relation.oid, [...rows, row]);
    for (const mark of marksOf(row)) {
      // A value that two rows share tells of neither.
      this.#byMark.set(mark, this.#byMark.has(mark) ? null : row);
    }
  }

  of(relation: AnalysedRelation): readonly MadeRow[] {
    return this.#byRelation.get(relation.oid) ?? [];
  }

  all(): readonly MadeRow[] {
    return [...this.#byRelation.values()].flat();
  }

  /** The made row of this table that an answer's row is. */
  match(relation: AnalysedRelation, answer: JsonObject): MadeRow | undefined {
    return this.of(relation).find((row) => isSame(row, answer));
  }

  /** The rows, and the people, of which anything in an answer tells. */
  traces(answer: JsonValue): readonly Trace[] {
    const found = new Map<string, Trace>();
    for (const value of leavesOf(answer)) {
      const person = this.#people.find((one) => one.userId === value);
      if (person !== undefined) found.set(person.userId, { person });
      const row = this.#byMark.get(markOf(value));
      if (row) found.set(markOf(value), { row });
    }
    return [...found.values()];
  }
}

/** What a value gives away: a made row, or a made person. */
export type Trace = { readonly row: MadeRow } | { readonly person: Person };

function isSame({ key, stored }: MadeRow, answer: JsonObject): boolean {
  const byKey = key !== null && Object.keys(key).every((column) => column in answer);
  const columns = byKey && key !== null ? Object.keys(key) : Object.keys(answer);
  const shared = columns.filter((column) => column in stored);
  return (
    shared.length > 0 &&
    shared.every((column) => JSON.stringify(stored[column]) === JSON.stringify(answer[column]))
  );
}

/** Values that are the row's own: neither whose it is nor what it refers to, and too odd to be there by chance. */
function marksOf({ stored, relation }: MadeRow): readonly string[] {
  const foreign = new Set(
    relation.constraints.flatMap((one) => (one.kind === "foreign" ? one.columns : [])),
  );
  const owners = new Set(
    relation.ownership.columns.flatMap((one) => (one.kind === "group" ? [] : [one.column])),
  );
  return Object.entries(stored).flatMap(([column, value]) =>
    foreign.has(column) || owners.has(column) ? [] : leavesOf(value).filter(isOdd).map(markOf),
  );
}

function isOdd(value: JsonValue): boolean {
  if (typeof value === "number") return value >= 1_000;
  return typeof value === "string" && value.length >= 4 && !/^\d{4}-\d\d-\d\d/.test(value);
}

function markOf(value: JsonValue): string {
  return String(value).toLowerCase();
}

function leavesOf(value: JsonValue): readonly JsonValue[] {
  if (typeof value !== "object" || value === null) return [value];
  return Object.values(value).flatMap((inner) => leavesOf(inner as JsonValue));
}
