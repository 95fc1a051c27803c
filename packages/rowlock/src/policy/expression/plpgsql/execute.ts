// Follows a PL/pgSQL body along every path: what it gives back, what it does to rows, and under which conditions.
// Variables are replaced by what was put into them; one whose value is not known stays an expression that says nothing.
import type { RoutineFacts } from "../../../catalog/parts/routines.ts";
import type { Expression, Query } from "../expression.ts";
import { mapExpression, mapQuery, type Replace } from "../map-expression.ts";
import type { Parsed, SqlParser } from "../parser.ts";
import type { SqlStatement } from "../sql-statement.ts";
import type { Block, Statement } from "./statement.ts";

/** A statement that is reached when all conditions hold. */
export interface Effect extends SqlStatement {
  readonly conditions: readonly Expression[];
}

export interface Outcome {
  readonly conditions: readonly Expression[];
  /** What is returned: a value, or the rows of a query. */
  readonly value: Expression | null;
  readonly rows: Query | null;
}

export interface Execution {
  readonly outcomes: readonly Outcome[];
  readonly effects: readonly Effect[];
  /** Why not all of it was followed. */
  readonly unread: string | null;
}

const MAX_STEPS = 600;

/** A condition that says only that a call came back. */
export const PASSED = "passed";
const UNKNOWN: Expression = { kind: "other", node: "variable", args: [] };
const NOTHING: Expression = { kind: "constant", value: null };

interface State {
  readonly values: ReadonlyMap<string, Expression>;
  /** Variables that hold a row: the query that it comes from. */
  readonly rows: ReadonlyMap<string, Query>;
  readonly conditions: readonly Expression[];
}

interface Run {
  readonly parser: SqlParser;
  readonly outcomes: Outcome[];
  readonly effects: Effect[];
  unread: string | null;
  steps: number;
}

export function executeBlock(
  block: Block,
  { routine, parser }: { readonly routine: RoutineFacts; readonly parser: SqlParser },
): Execution {
  const run: Run = { parser, outcomes: [], effects: [], unread: null, steps: 0 };
  const start: State = { values: argumentsOf(routine), rows: new Map(), conditions: [] };
  const declared = block.variables.reduce(
    (state, { name, value }) =>
      assign(state, name, value === null ? NOTHING : read(run, value, state)),
    start,
  );
  follow([block.body], declared, run);
  for (const handler of block.handlers) follow([handler], declared, run);
  return run;
}

function argumentsOf(routine: RoutineFacts): ReadonlyMap<string, Expression> {
  const values = new Map<string, Expression>();
  routine.parameters.forEach(({ name }, place) => {
    const parameter: Expression = { kind: "parameter", number: place + 1 };
    if (name !== "")
      values.set(name.toLowerCase(), parameter).set(`${routine.name}.${name}`, parameter);
  });
  return values;
}

/** `lists` are what is still to be done, the innermost first. */
function follow(lists: readonly (readonly Statement[])[], state: State, run: Run): void {
  run.steps += 1;
  if (run.steps > MAX_STEPS) {
    run.unread ??= "it has too many paths";
    return;
  }
  const [list, ...outer] = lists;
  if (list === undefined) {
    // The end of a body without RETURN, as procedures and functions that return rows have it.
    run.outcomes.push({ conditions: state.conditions, value: null, rows: null });
    return;
  }
  const [statement, ...after] = list;
  if (statement === undefined) {
    follow(outer, state, run);
    return;
  }
  const rest = [after, ...outer];
  switch (statement.kind) {
    case "return": {
      const { value } = statement;
      const given = value === null ? null : read(run, value, state);
      run.outcomes.push({ conditions: state.conditions, value: given, rows: null });
      return;
    }
    case "raise":
      return;
    case "unread":
      run.unread ??= statement.reason;
      follow(rest, state, run);
      return;
    case "return-query": {
      for (const { query } of perform(run, statement.text, state)) {
        run.outcomes.push({ conditions: state.conditions, value: null, rows: query });
      }
      follow(rest, state, run);
      return;
    }
    case "if":
      branch(statement, { state, rest, run });
      return;
    case "assign":
      follow(rest, assign(state, statement.target, read(run, statement.value, state)), run);
      return;
    case "sql": {
      const done = perform(run, statement.text, state);
      follow(rest, passing(afterSql(state, done, statement.into), done), run);
      return;
    }
    case "loop":
      followLoop(statement, { state, rest, run });
      return;
  }
}

interface Place {
  readonly state: State;
  readonly rest: readonly (readonly Statement[])[];
  readonly run: Run;
}

function branch(
  { branches, otherwise }: Extract<Statement, { kind: "if" }>,
  { state, rest, run }: Place,
): void {
  let left = state;
  for (const { when, body } of branches) {
    const condition = read(run, when, left);
    follow([body, ...rest], holding(left, condition), run);
    left = holding(left, { kind: "truth-test", test: "not true", arg: condition });
  }
  follow([otherwise, ...rest], left, run);
}

function holding(state: State, condition: Expression): State {
  return { ...state, conditions: [...state.conditions, condition] };
}

function followLoop(
  { query, variable, body }: Extract<Statement, { kind: "loop" }>,
  { state, rest, run }: Place,
): void {
  const [rows] = query === null ? [] : perform(run, query, state);
  const inside = new Map(state.rows);
  if (variable !== null && rows !== undefined) inside.set(variable, rows.query);
  const values = new Map(state.values);
  for (const name of assignedIn(body)) values.set(name, UNKNOWN);
  const before = run.outcomes.length;
  follow([body], { ...state, values, rows: inside }, run);
  const returned = run.outcomes.splice(before).some(({ value, rows: given }) => value ?? given);
  if (returned) run.unread ??= "it returns out of a loop";
  follow(rest, { ...state, values }, run);
}

function* assignedIn(body: readonly Statement[]): Generator<string> {
  for (const statement of body) {
    if (statement.kind === "assign") yield statement.target;
    if (statement.kind === "sql") yield* statement.into;
    if (statement.kind === "loop") yield* assignedIn(statement.body);
    if (statement.kind === "if") {
      for (const { body: inner } of statement.branches) yield* assignedIn(inner);
      yield* assignedIn(statement.otherwise);
    }
  }
}

function assign(state: State, target: string, value: Expression): State {
  return { ...state, values: new Map(state.values).set(target, value) };
}

/** INTO puts the targets of the first row into variables; FOUND says whether there was one. */
function afterSql(state: State, done: readonly SqlStatement[], into: readonly string[]): State {
  const last = done.at(-1);
  const values = new Map(state.values);
  const rows = new Map(state.rows);
  const isRead = last?.kind === "select";
  if (last !== undefined) {
    values.set("found", isRead ? subquery("exists", last.query) : UNKNOWN);
  }
  const [name] = into;
  const stars = last?.query.targets.some(isStar) === true;
  if (
    isRead &&
    name !== undefined &&
    into.length === 1 &&
    (stars || last.query.targets.length > 1)
  ) {
    rows.set(name, last.query);
    values.delete(name);
    return { ...state, values, rows };
  }
  into.forEach((variable, place) => {
    const target = isRead ? last.query.targets[place] : undefined;
    const bare = isRead && !last.query.tables.length && !last.query.conditions.length;
    if (target === undefined || last === undefined) values.set(variable, UNKNOWN);
    else if (bare && !last.query.nested.length && !last.query.calls.length)
      values.set(variable, target);
    else values.set(variable, subquery("scalar", { ...last.query, targets: [target] }));
  });
  return { ...state, values, rows };
}

/** What is called on the way may raise: whoever is past it was let past. */
function passing(state: State, done: readonly SqlStatement[]): State {
  const calls = done
    .flatMap(({ query }) => (query.tables.length === 0 ? query.targets : []))
    .filter((target) => target.kind === "call");
  const passed = calls.map((call): Expression => ({ kind: "other", node: PASSED, args: [call] }));
  return { ...state, conditions: [...state.conditions, ...passed] };
}

function isStar(target: Expression): boolean {
  return target.kind === "column" && target.path.at(-1) === "*";
}

function subquery(form: "scalar" | "exists", query: Query): Expression {
  return { kind: "subquery", form, test: null, operator: "=", query };
}

function read(run: Run, text: string, state: State): Expression {
  const parsed: Parsed<Expression> = run.parser.expression(text);
  if (parsed.ok) return mapExpression(parsed.value, replacement(state));
  run.unread ??= "an expression of it can't be read";
  return UNKNOWN;
}

function perform(run: Run, text: string, state: State): readonly SqlStatement[] {
  const parsed = run.parser.sqlStatements(text);
  if (!parsed.ok) {
    run.unread ??= "a statement of it can't be read";
    return [];
  }
  const replace = replacement(state);
  return parsed.value.map((statement) => {
    const done = {
      ...statement,
      query: mapQuery(statement.query, replace),
      values: statement.values.map(({ column, value }) => ({
        column,
        value: mapExpression(value, replace),
      })),
    };
    run.effects.push({ ...done, conditions: state.conditions });
    return done;
  });
}

/** A name that is both a variable and a column is an error in PL/pgSQL, so a variable's name means the variable. */
function replacement({ values, rows }: State): Replace {
  return (expression) => {
    if (expression.kind !== "column") return undefined;
    const path = expression.path.map((part) => part.toLowerCase());
    const value = values.get(path.join("."));
    if (value !== undefined) return value;
    const [name = "", column] = path;
    const query = path.length === 2 && column !== "*" ? rows.get(name) : undefined;
    if (query === undefined || column === undefined) return undefined;
    return subquery("scalar", { ...query, targets: [{ kind: "column", path: [column] }] });
  };
}
