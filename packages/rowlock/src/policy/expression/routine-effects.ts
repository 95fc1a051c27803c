// What a function gives and what it writes, each with the conditions under which it is reached.
import type { RoutineFacts } from "../../catalog/parts/routines.ts";
import type { Expression, Query } from "./expression.ts";
import type { SqlParser } from "./parser.ts";
import { type Effect, executeBlock } from "./plpgsql/execute.ts";
import { readBlock } from "./plpgsql/read-block.ts";
import { sqlBodyOf, withoutComments } from "./routine-body.ts";

interface Reached {
  readonly conditions: readonly Expression[];
}

export interface RoutineEffects {
  readonly writes: readonly Effect[];
  readonly rows: readonly (Reached & { readonly query: Query })[];
  readonly values: readonly (Reached & { readonly value: Expression })[];
  /** Why not all of it is known, or null where it is. */
  readonly unread: string | null;
}

const NONE = { writes: [], rows: [], values: [] };

export function readRoutineEffects(routine: RoutineFacts, parser: SqlParser): RoutineEffects {
  const source = withoutComments(routine.source);
  if (routine.language === "sql") return readSql(source, parser);
  if (routine.language !== "plpgsql") {
    return { ...NONE, unread: `it is written in ${routine.language}` };
  }
  const block = readBlock(source);
  if (!block.ok) return { ...NONE, unread: block.reason };
  const { effects, outcomes, unread } = executeBlock(block.value, { routine, parser });
  return {
    writes: effects.filter(({ kind }) => kind !== "select"),
    rows: outcomes.flatMap(({ rows, conditions }) =>
      rows === null ? [] : [{ query: rows, conditions }],
    ),
    values: outcomes.flatMap(({ value, conditions }) =>
      value === null ? [] : [{ value, conditions }],
    ),
    unread,
  };
}

/** Of several statements the last one gives the result. */
function readSql(source: string, parser: SqlParser): RoutineEffects {
  const parsed = parser.sqlStatements(sqlBodyOf(source));
  if (!parsed.ok) return { ...NONE, unread: parsed.reason };
  const statements = parsed.value.map((statement): Effect => ({ ...statement, conditions: [] }));
  const last = statements.at(-1);
  return {
    writes: statements.filter(({ kind }) => kind !== "select"),
    rows: last?.kind === "select" ? [last] : [],
    values: [],
    unread: null,
  };
}
