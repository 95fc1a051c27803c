// Which bindings a change answers to, once PostgreSQL has said which filters hold. A filter on a column that the role may
// not select, or that the log does not tell, never holds: nobody learns of a value by asking for it.
import type { LoggedTableFacts } from "../../catalog/parts/logged-tables.ts";
import type { LoggedChange } from "../log/change-queue.ts";
import type { NumberedClause } from "./clause-sql.ts";
import type { Wanted } from "./read-binding.ts";
import type { ChangeReading } from "./read-changes.ts";
import type { FilterClause } from "./read-filter.ts";
import type { Interest } from "./subscriptions.ts";

/** Names a clause; equal ones of several people have one name. */
export function clauseKey({ column, operator, negated, value }: FilterClause): string {
  return JSON.stringify([column, operator, negated, value]);
}

export type NumberedClauses = ReadonlyMap<string, NumberedClause>;

export function numberClauses(interests: readonly Interest[]): NumberedClauses {
  const numbered = new Map<string, NumberedClause>();
  for (const { wanted } of interests) {
    for (const clause of wanted.flatMap(({ clauses }) => clauses)) {
      const key = clauseKey(clause);
      if (!numbered.has(key)) numbered.set(key, { number: numbered.size, clause });
    }
  }
  return numbered;
}

export interface MatchOptions {
  readonly change: LoggedChange;
  readonly reading: ChangeReading;
  readonly facts: LoggedTableFacts;
  readonly numbered: NumberedClauses;
}

export function matches({ event, clauses }: Wanted, options: MatchOptions): boolean {
  const { change, reading, facts, numbered } = options;
  if (event !== "*" && event !== change.kind) return false;
  const row = change.kind === "DELETE" ? reading.old : reading.row;
  // Nobody can be asked who sees a deleted row, so of a guarded one only the key can be asked for.
  const keyOnly = change.kind === "DELETE" && reading.rowSecurity;
  return clauses.every((clause) => {
    const { column } = clause;
    if (row === undefined || !row.values.has(column) || !reading.selectable.has(column))
      return false;
    if (keyOnly && !facts.key.includes(column)) return false;
    const number = numbered.get(clauseKey(clause))?.number;
    return number !== undefined && row.fulfils.has(number);
  });
}

/** Why nothing can be told of a change but that there was one; whoever asks for the table is told that much, as hosted. */
export function refusalOf({
  change,
  reading,
  facts,
}: Omit<MatchOptions, "numbered">): string | undefined {
  if (change.kind === "DELETE") return undefined;
  if (facts.key.length === 0) return "Error 400: Bad Request, no primary key";
  if (!facts.key.every((name) => reading.selectable.has(name))) return "Error 401: Unauthorized";
  return undefined;
}
