// What a function does to rows: its statements of SQL with the conditions under which each is reached.
import type { RoutineFacts } from "../../catalog/security/routines.ts";
import type { Expression } from "./expression.ts";
import type { SqlParser } from "./parser.ts";
import { type Effect, type Execution, executeBlock } from "./plpgsql/execute.ts";
import { readBlock } from "./plpgsql/read-block.ts";
import { sqlBodyOf, withoutComments } from "./routine-body.ts";

export interface RoutineEffects {
  readonly effects: readonly Effect[];
  /** Values that are given back, with what they depend on. */
  readonly values: readonly {
    readonly value: Expression;
    readonly conditions: readonly Expression[];
  }[];
  /** Why not all of it is known, or null where it is. */
  readonly unread: string | null;
}

export function readRoutineEffects(routine: RoutineFacts, parser: SqlParser): RoutineEffects {
  const nothing = { effects: [], values: [] };
  const source = withoutComments(routine.source);
  if (routine.language === "sql") {
    const parsed = parser.sqlStatements(sqlBodyOf(source));
    if (!parsed.ok) return { ...nothing, unread: parsed.reason };
    const effects = parsed.value.map((statement) => ({ ...statement, conditions: [] }));
    return { effects, values: [], unread: null };
  }
  if (routine.language !== "plpgsql") {
    return { ...nothing, unread: `it is written in ${routine.language}` };
  }
  const block = readBlock(source);
  if (!block.ok) return { ...nothing, unread: block.reason };
  const execution: Execution = executeBlock(block.value, { routine, parser });
  return {
    effects: execution.effects,
    values: execution.outcomes.flatMap(({ value, conditions }) =>
      value === null ? [] : [{ value, conditions }],
    ),
    unread: execution.unread,
  };
}
