// Pieces of SQL that a person typed into a form's field: expressions and type names. They are the person's own SQL, run with
// the person's own rights; what is checked here is that a field holds what it says, and can't spill into the text around it.
import { type Sql, sql, trusted } from "../../sql/fragment.ts";
import { formError } from "../studio-error.ts";

/** An expression in parentheses, on lines of its own where it has several. @throws STUDIO_FORM_INVALID */
export function parenthesized(text: string, field: string): Sql {
  return sql`(${expression(text, field)})`;
}

/** An expression as it was typed. @throws STUDIO_FORM_INVALID when it does not stand by itself */
export function expression(text: string, field: string): Sql {
  const fault = faultOf(text);
  if (fault !== undefined) throw formError(field, fault);
  // A comment to the end of the line must not swallow what follows.
  return trusted(/--[^\n]*$/.test(text) ? `${text}\n` : text);
}

const OPENING: Readonly<Record<string, string>> = { ")": "(", "]": "[" };

function faultOf(text: string): string | undefined {
  const open: string[] = [];
  let index = 0;
  while (index < text.length) {
    const skipped = skipQuoted(text, index);
    if (skipped === -1) return "A quote or comment is not closed";
    if (skipped > index) {
      index = skipped;
      continue;
    }
    const character = text.charAt(index);
    if (character === "\0") return "A NUL character can't stand in SQL";
    if (character === ";") return "Expected one expression, without a semicolon";
    if (character === "(" || character === "[") open.push(character);
    const opening = OPENING[character];
    if (opening !== undefined && open.pop() !== opening) return `There is a ${character} too many`;
    index += 1;
  }
  return open.length > 0 ? `A ${open.at(-1)} is not closed` : undefined;
}

/** Where the quoted text or comment that begins here ends: the same index when none begins, -1 when it does not end. */
function skipQuoted(text: string, index: number): number {
  const rest = text.slice(index);
  if (rest.startsWith("--")) {
    const end = text.indexOf("\n", index);
    return end === -1 ? text.length : end + 1;
  }
  if (rest.startsWith("/*")) return skipComment(text, index);
  const dollar = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(rest)?.[0];
  if (dollar !== undefined && !/[\w$]/.test(text.charAt(index - 1))) {
    const end = text.indexOf(dollar, index + dollar.length);
    return end === -1 ? -1 : end + dollar.length;
  }
  const quote = text.charAt(index);
  if (quote !== "'" && quote !== '"') return index;
  const escapes = quote === "'" && /(^|\W)[eE]$/.test(text.slice(0, index));
  return skipString(text, { index, quote, escapes });
}

function skipComment(text: string, index: number): number {
  let depth = 0;
  for (let at = index; at < text.length; at += 1) {
    const pair = text.slice(at, at + 2);
    if (pair === "/*") depth += 1;
    else if (pair === "*/") depth -= 1;
    else continue;
    if (depth === 0) return at + 2;
    at += 1;
  }
  return -1;
}

interface StringStart {
  readonly index: number;
  readonly quote: string;
  readonly escapes: boolean;
}

function skipString(text: string, { index, quote, escapes }: StringStart): number {
  for (let at = index + 1; at < text.length; at += 1) {
    if (escapes && text.charAt(at) === "\\") at += 1;
    else if (text.charAt(at) === quote) return at + 1;
  }
  return -1;
}

const WORD = String.raw`(?:"(?:[^"\0]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)`;
const MODIFIER = String.raw`(?:\s*\(\s*-?\d+(?:\s*,\s*-?\d+)?\s*\))?`;
const TYPE = new RegExp(
  `^${WORD}(?:\\.${WORD}|(?: +${WORD})*)${MODIFIER}(?: +with(?:out)? time zone)?(?:\\s*\\[\\d*\\])*$`,
  "i",
);

/** A type by its name, with modifiers and array brackets. @throws STUDIO_FORM_INVALID */
export function typeName(text: string, field: string): Sql {
  const name = text.trim();
  if (TYPE.test(name)) return trusted(name);
  throw formError(field, "Expected the name of a type, such as text, int8, varchar(20) or uuid[]");
}

/** What a function returns: a type, `setof` a type, or `table (...)`. @throws STUDIO_FORM_INVALID */
export function returnType(text: string, field: string): Sql {
  const setof = /^setof\s+(.+)$/is.exec(text.trim())?.[1];
  if (setof !== undefined) return sql`setof ${typeName(setof, field)}`;
  const columns = /^table\s*\((.+)\)$/is.exec(text.trim())?.[1];
  if (columns !== undefined) return sql`table (${expression(columns, field)})`;
  return typeName(text, field);
}
