// What a function says, where it can be read: its body as one expression or query.
// What can't be read is unknown here, and stays so: nothing is guessed about it.
import type { RoutineFacts } from "../../catalog/parts/routines.ts";
import type { Expression, Query } from "./expression.ts";
import type { Parsed, SqlParser } from "./parser.ts";
import { executeBlock, type Outcome, PASSED } from "./plpgsql/execute.ts";
import { readBlock } from "./plpgsql/read-block.ts";

const ATOMIC = /^\s*begin\s+atomic\s+(?<body>.*?);?\s*end\s*;?\s*$/is;
const RETURN = /^\s*return\s+(?<body>.*?);?\s*$/is;

/** By parser, for each function: policies of many tables call the same few. */
const READ = new WeakMap<SqlParser, WeakMap<RoutineFacts, Parsed<Query>>>();

/** Gives the body as a query; an expression alone is a query without tables. */
export function readRoutineBody(routine: RoutineFacts, parser: SqlParser): Parsed<Query> {
  const bodies = READ.get(parser) ?? new WeakMap<RoutineFacts, Parsed<Query>>();
  READ.set(parser, bodies);
  const known = bodies.get(routine);
  if (known !== undefined) return known;
  const body = readBody(routine, parser);
  bodies.set(routine, body);
  return body;
}

function readBody(routine: RoutineFacts, parser: SqlParser): Parsed<Query> {
  const source = withoutComments(routine.source);
  if (routine.language === "sql") return parser.select(sqlBodyOf(source));
  if (routine.language !== "plpgsql") {
    return { ok: false, reason: `it is written in ${routine.language}` };
  }
  const block = readBlock(source);
  if (!block.ok) return block;
  const { outcomes, unread } = executeBlock(block.value, { routine, parser });
  if (unread !== null) return { ok: false, reason: unread };
  return bodyOf(outcomes.map(withoutPassed), routine);
}

/** That a call came back narrows what a function does, and says nothing of what it gives. */
function withoutPassed(outcome: Outcome): Outcome {
  const isSaid = (one: Expression) => one.kind !== "other" || one.node !== PASSED;
  return { ...outcome, conditions: outcome.conditions.filter(isSaid) };
}

/** The statements of a function in SQL, whichever way its body is written. */
export function sqlBodyOf(source: string): string {
  const atomic = ATOMIC.exec(source)?.groups?.body;
  if (atomic !== undefined) return atomic;
  const returned = RETURN.exec(source)?.groups?.body;
  return returned === undefined ? source : `select (${returned}\n)`;
}

function bodyOf(
  outcomes: readonly Outcome[],
  { resultType, returns }: RoutineFacts,
): Parsed<Query> {
  const rows = outcomes.flatMap(({ rows: query, conditions }) =>
    query === null ? [] : [guarded(query, conditions)],
  );
  if (returns.setOf || rows.length > 0) {
    const [only] = rows;
    if (only === undefined) return { ok: false, reason: "it returns no rows that can be told" };
    return {
      ok: true,
      value: rows.length === 1 ? only : { ...EMPTY, nested: rows, combined: true },
    };
  }
  const values = outcomes.flatMap((one) =>
    one.value === null ? [] : [{ ...one, value: one.value }],
  );
  const [first] = values;
  if (first === undefined) return { ok: false, reason: "it returns nothing" };
  if (values.length === 1 && first.conditions.length === 0)
    return { ok: true, value: asQuery(first.value) };
  const ways = values.map(
    ({ value, conditions }): Expression => ({ kind: "and", args: [...conditions, value] }),
  );
  if (resultType === "boolean") return { ok: true, value: asQuery({ kind: "or", args: ways }) };
  const branches = values.map(({ value, conditions }) => ({
    when: { kind: "and", args: conditions } as const,
    result: value,
  }));
  return { ok: true, value: asQuery({ kind: "case", subject: null, branches, otherwise: null }) };
}

const EMPTY: Query = {
  tables: [],
  conditions: [],
  targets: [],
  calls: [],
  nested: [],
  combined: false,
  shaped: false,
  opaque: false,
};

function asQuery(target: Expression): Query {
  return { ...EMPTY, targets: [target] };
}

function guarded(query: Query, conditions: readonly Expression[]): Query {
  if (conditions.length === 0) return query;
  if (!query.combined) return { ...query, conditions: [...query.conditions, ...conditions] };
  return { ...EMPTY, nested: [query], conditions };
}

/** Takes comments out; text in quotes is left alone. */
export function withoutComments(source: string): string {
  return source.replace(
    /('(?:[^']|'')*'|"(?:[^"]|"")*")|--[^\n]*|\/\*[\s\S]*?\*\//g,
    (_match, quoted: string | undefined) => quoted ?? " ",
  );
}
