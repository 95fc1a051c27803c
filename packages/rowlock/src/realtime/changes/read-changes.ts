// Reads the rows of a table's changes for one role. What fails, fails for as little as can be: a filter that PostgreSQL
// can't compare is told of and left out, a row that it can't read reaches nobody.
import type { ReadRunner } from "../../database/batch/batch.ts";
import { PostgresError } from "../../database/postgres-error.ts";
import type { LoggedChange } from "../log/change-queue.ts";
import type { LoggedRow, LoggedTable } from "../log/decode-message.ts";
import type { NumberedClause } from "./clause-sql.ts";
import {
  type RowReading,
  type RowsQuestion,
  readRows,
  rowsBatch,
  type TableReading,
} from "./read-rows.ts";
import { LARGE_VALUE_BYTES } from "./write-data.ts";

export interface ChangeReading extends Omit<TableReading, "rows"> {
  readonly row: RowReading | undefined;
  readonly old: RowReading | undefined;
}

export interface ReadChangesOptions extends Pick<RowsQuestion, "role" | "facts" | "clauses"> {
  readonly runner: ReadRunner;
  readonly table: LoggedTable;
  readonly changes: readonly LoggedChange[];
  /** Whether an error is no verdict, so that all is asked again. */
  readonly passes: (error: unknown) => boolean;
  readonly onBadClause: (clause: NumberedClause, error: PostgresError) => void;
  readonly onError: (error: unknown) => void;
}

/** As hosted has it. */
const MOST_BYTES = 1024 * 1024;

export function isTooLarge({ size }: LoggedChange): boolean {
  return size > MOST_BYTES;
}

/** In the order of the changes; undefined: nothing of it can be told. @throws what passes */
export async function readChanges(
  options: ReadChangesOptions,
): Promise<readonly (ChangeReading | undefined)[]> {
  const { changes, passes } = options;
  try {
    return await readTogether(options);
  } catch (error) {
    if (passes(error)) throw error;
    const sound = await soundClauses(options);
    if (sound.length < options.clauses.length) return readChanges({ ...options, clauses: sound });
    const [only] = changes;
    if (changes.length <= 1) {
      if (only !== undefined) options.onError(error);
      return changes.map(() => undefined);
    }
    const alone: (ChangeReading | undefined)[] = [];
    for (const change of changes) {
      alone.push(...(await readChanges({ ...options, changes: [change] })));
    }
    return alone;
  }
}

async function readTogether(
  options: ReadChangesOptions,
): Promise<readonly (ChangeReading | undefined)[]> {
  const { changes, runner } = options;
  const rows: LoggedRow[] = [];
  const places = changes.map(({ row, old, ...change }) => {
    const place = (given: LoggedRow | undefined) =>
      given === undefined ? -1 : rows.push(cut(given, change.size > MOST_BYTES)) - 1;
    return { row: place(row), old: place(old) };
  });
  const question = { ...options, rows };
  const reading = readRows(question, await runOne(runner, question));
  return places.map(({ row, old }) =>
    reading === undefined
      ? undefined
      : { ...reading, row: reading.rows[row], old: reading.rows[old] },
  );
}

async function runOne(runner: ReadRunner, question: RowsQuestion) {
  const [result] = await runner.readAll([rowsBatch(question)]);
  if (result?.status === "fulfilled") return result.value;
  throw result?.reason;
}

function cut(row: LoggedRow, isLarge: boolean): LoggedRow {
  if (!isLarge) return row;
  return row.map((value) =>
    typeof value === "string" && value.length > LARGE_VALUE_BYTES ? undefined : value,
  );
}

/** Those clauses that work on these rows by themselves. */
async function soundClauses(options: ReadChangesOptions): Promise<readonly NumberedClause[]> {
  const { clauses, changes, runner, passes, onBadClause } = options;
  if (clauses.length === 0) return [];
  const rows = changes.flatMap(({ row, old }) => [row, old].filter((one) => one !== undefined));
  const ask = (some: readonly NumberedClause[]) => rowsBatch({ ...options, rows, clauses: some });
  const [without, ...each] = await runner.readAll([ask([]), ...clauses.map((one) => ask([one]))]);
  // Then it is the rows, and no clause is to blame.
  if (without?.status !== "fulfilled") return clauses;
  return clauses.filter((clause, index) => {
    const result = each[index];
    if (result?.status !== "rejected" || !(result.reason instanceof PostgresError)) return true;
    if (passes(result.reason)) throw result.reason;
    onBadClause(clause, result.reason);
    return false;
  });
}
