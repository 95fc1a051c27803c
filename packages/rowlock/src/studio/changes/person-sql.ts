// Pieces of SQL that a person typed into a form's field: expressions and type names. They are the person's own SQL, run with
// the person's own rights; what is checked here is that a field holds what it says, and can't spill into the text around it.
// PostgreSQL's own parser decides, with a word of ours behind the text: what swallows that word, or ends before it, spills.
import type { Node, ResTarget } from "libpg-query";
import type { SqlParser } from "../../policy/expression/parser.ts";
import { type Sql, sql, trusted } from "../../sql/fragment.ts";
import { formError } from "../studio-error.ts";

/** Each throws STUDIO_FORM_INVALID, naming the field. */
export interface PersonSql {
  /** An expression in parentheses, on lines of its own where it has several. */
  parenthesized(text: string, field: string): Sql;
  /** An expression as it was typed. */
  expression(text: string, field: string): Sql;
  /** A type by its name, with modifiers and array brackets. */
  typeName(text: string, field: string): Sql;
  /** What a function returns: a type, `setof` a type, or `table (...)`. */
  returnType(text: string, field: string): Sql;
}

const END = "rowlock_end";

export function createPersonSql(parser: SqlParser): PersonSql {
  function expression(text: string, field: string): Sql {
    const fault = faultOf(text, parser);
    if (fault !== undefined) throw formError(field, fault);
    // A comment to the end of the line must not swallow what follows.
    return trusted(loneTarget(`select ${text} as ${END}`, parser) ? text : `${text}\n`);
  }

  return {
    expression,
    parenthesized: (text, field) => sql`(${expression(text, field)})`,
    typeName(text, field) {
      const name = text.trim();
      const cast = loneTarget(`select null::${name} as ${END}`, parser)?.val;
      const isType = cast !== undefined && "TypeCast" in cast && !cast.TypeCast.typeName?.setof;
      if (isType) return trusted(name);
      throw notAType(field);
    },
    returnType(text, field) {
      const name = text.trim();
      if (isReturnType(name, parser)) return trusted(name);
      throw notAType(field);
    },
  };
}

function notAType(field: string): Error {
  return formError(field, "Expected the name of a type, such as text, int8, varchar(20) or uuid[]");
}

/** The one thing that a SELECT shows, if it shows one, under our name, and does nothing else. */
function loneTarget(select: string, parser: SqlParser): ResTarget | undefined {
  const parsed = parser.statements(select);
  const [statement, ...others] = parsed.ok ? parsed.value : [];
  if (statement === undefined || others.length > 0 || !("SelectStmt" in statement))
    return undefined;
  const [target, ...further] = statement.SelectStmt.targetList ?? [];
  if (target === undefined || further.length > 0 || !("ResTarget" in target)) return undefined;
  return target.ResTarget.name === END ? target.ResTarget : undefined;
}

/** Whether a text is an expression, in parentheses and out of them. */
function isAlone(text: string, parser: SqlParser): boolean {
  return [`select ${text}\n as ${END}`, `select (${text}\n) as ${END}`].every((select) =>
    loneTarget(select, parser),
  );
}

function faultOf(text: string, parser: SqlParser): string | undefined {
  if (text.includes("\0")) return "A NUL character can't stand in SQL";
  if (isAlone(text, parser)) return undefined;
  const parsed = parser.statements(`select ${text}`);
  const reason = parsed.ok ? "" : parsed.reason;
  if (reason.startsWith("unterminated")) return "A quote or comment is not closed";
  const found = /at or near "(.*)"$/s.exec(reason)?.[1];
  if (found === ")" || found === "]") return `There is a ${found} too many`;
  if (reason.includes("end of input")) return "A bracket is not closed, or a value is missing";
  const inside = parser.statements(`select (${text}\n)`);
  if (!inside.ok && inside.reason.includes('near ";"')) {
    return "Expected one expression, without a semicolon";
  }
  return `Expected one expression${found === undefined ? "" : `, and found ${found}`}`;
}

function isReturnType(text: string, parser: SqlParser): boolean {
  const parsed = parser.statements(`create function f() returns ${text} language ${END}`);
  const [statement, ...others] = parsed.ok ? parsed.value : [];
  if (statement === undefined || others.length > 0) return false;
  if (!("CreateFunctionStmt" in statement)) return false;
  const options: readonly Node[] = statement.CreateFunctionStmt.options ?? [];
  const [language] = options;
  return options.length === 1 && JSON.stringify(language).includes(`"${END}"`);
}
