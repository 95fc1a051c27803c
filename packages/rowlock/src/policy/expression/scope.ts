// Which row a column name speaks of: the row that the policy guards, or one of a subquery; and what a function's
// parameter stands for. A name that can't be placed is said to be of the guarded row: that errs towards a question.

import type { RoutineFacts } from "../../catalog/parts/routines.ts";
import type { GuardedRelation } from "../../catalog/security-model.ts";
import type { CallerContext } from "./caller-value.ts";
import type { Expression, TableReference } from "./expression.ts";

export interface Scope {
  readonly context: GuardContext;
  /** The tables of the subqueries around, the innermost last. */
  readonly levels: readonly (readonly TableReference[])[];
  /** Inside a function: what its parameters were given, as seen from outside. */
  readonly call: CallFrame | null;
  readonly depth: number;
}

interface CallFrame {
  readonly routine: RoutineFacts;
  readonly args: readonly Expression[];
  readonly outside: Scope;
  /** Levels that belong to the caller of the function; its body cannot see them. */
  readonly base: number;
}

export interface GuardContext extends CallerContext {
  readonly findRelation: (table: TableReference) => GuardedRelation | undefined;
}

/** Where a column was found: -1 is the guarded row, else the level of the subquery. */
export type Place =
  | { readonly kind: "column"; readonly level: number; readonly name: string }
  | { readonly kind: "argument"; readonly expression: Expression; readonly scope: Scope };

export function placeColumn(path: readonly string[], scope: Scope): Place {
  const name = path.at(-1) ?? "";
  const qualifier = path.length > 1 ? path.at(-2) : undefined;
  const lowest = scope.call?.base ?? 0;
  for (let level = scope.levels.length - 1; level >= lowest; level -= 1) {
    for (const table of scope.levels[level] ?? []) {
      const hit =
        qualifier === undefined ? hasColumn(table, name, scope) : table.alias === qualifier;
      if (hit) return { kind: "column", level, name };
    }
  }
  const argument = argumentNamed(path, scope);
  if (argument !== undefined) return argument;
  return { kind: "column", level: -1, name };
}

function hasColumn(table: TableReference, name: string, scope: Scope): boolean {
  const relation = scope.context.findRelation(table);
  return relation?.columns.some((column) => column.name === name) ?? false;
}

function argumentNamed(path: readonly string[], scope: Scope): Place | undefined {
  if (scope.call === null) return undefined;
  const { routine, args, outside } = scope.call;
  if (path.length > 1 && path.at(-2) !== routine.name) return undefined;
  const index = routine.parameters.findIndex(({ name }) => name === path.at(-1));
  const expression = args[index];
  return expression && { kind: "argument", expression, scope: outside };
}

/** What `$1` stands for inside a function. */
export function placeParameter(number: number, scope: Scope): Place | undefined {
  const expression = scope.call?.args[number - 1];
  return scope.call && expression
    ? { kind: "argument", expression, scope: scope.call.outside }
    : undefined;
}

export function enterQuery(scope: Scope, tables: readonly TableReference[]): Scope {
  return { ...scope, levels: [...scope.levels, tables], depth: scope.depth + 1 };
}

export function enterRoutine(
  scope: Scope,
  routine: RoutineFacts,
  args: readonly Expression[],
): Scope {
  const call = { routine, args, outside: scope, base: scope.levels.length };
  return { ...scope, call, depth: scope.depth + 1 };
}

/** Whether the scope lies inside a function that runs with its owner's rights, so that policies do not apply. */
export function runsAsOwner(scope: Scope): boolean {
  for (let frame = scope.call; frame !== null; frame = frame.outside.call) {
    if (frame.routine.securityDefiner) return true;
  }
  return false;
}
