// What a function says, where it can be read: the one expression or query of a simple body.
// Anything longer is unknown here, and stays so: nothing is guessed about it.
import type { RoutineFacts } from "../../catalog/security/routines.ts";
import type { Query } from "./expression.ts";
import type { Parsed, SqlParser } from "./parser.ts";

const ATOMIC = /^\s*begin\s+atomic\s+(?<body>.*?);?\s*end\s*;?\s*$/is;
const RETURN = /^\s*return\s+(?<body>.*?);?\s*$/is;
const PLPGSQL_RETURN = /^\s*begin\s+return\s+(?:query\s+)?(?<body>[^;]*);\s*end\s*;?\s*$/is;

/** Gives the body as a query; an expression alone is a query without tables. */
export function readRoutineBody(routine: RoutineFacts, parser: SqlParser): Parsed<Query> {
  const source = withoutComments(routine.source);
  if (routine.language === "sql") {
    const atomic = ATOMIC.exec(source)?.groups?.body;
    if (atomic !== undefined) return parser.select(atomic);
    const returned = RETURN.exec(source)?.groups?.body;
    if (returned !== undefined) return parser.select(`select (${returned}\n)`);
    return parser.select(source);
  }
  if (routine.language === "plpgsql") {
    const returned = PLPGSQL_RETURN.exec(source)?.groups?.body;
    if (returned === undefined) return { ok: false, reason: "its body is more than one RETURN" };
    const isQuery = /^\s*(select|with|\(\s*select)\b/i.test(returned);
    return parser.select(isQuery ? returned : `select (${returned}\n)`);
  }
  return { ok: false, reason: `it is written in ${routine.language}` };
}

/** Takes comments out; text in quotes is left alone. */
export function withoutComments(source: string): string {
  return source.replace(
    /('(?:[^']|'')*'|"(?:[^"]|"")*")|--[^\n]*|\/\*[\s\S]*?\*\//g,
    (_match, quoted: string | undefined) => quoted ?? " ",
  );
}
