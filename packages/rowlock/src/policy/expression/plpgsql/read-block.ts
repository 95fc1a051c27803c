// Reads the body of a PL/pgSQL function into statements. It follows the grammar as far as helpers of policies and
// functions for requests use it; beyond that it says what it did not read.
// https://www.postgresql.org/docs/current/plpgsql-statements.html
import type { Parsed } from "../parser.ts";
import type { Block, Statement, Variable } from "./statement.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** `source` is without comments. */
export function readBlock(source: string): Parsed<Block> {
  if (/^\s*#/m.test(source)) return { ok: false, reason: "it sets an option of PL/pgSQL" };
  const reader: Reader = { source, tokens: tokensOf(source), at: 0 };
  try {
    const block = blockOf(reader);
    return { ok: true, value: block };
  } catch (error) {
    if (error instanceof Unread) return { ok: false, reason: error.message };
    throw error;
  }
}

class Unread extends Error {}

interface Reader {
  readonly source: string;
  readonly tokens: readonly Token[];
  at: number;
}

function peek(reader: Reader, ahead = 0): string {
  return reader.tokens[reader.at + ahead]?.word ?? "";
}

function take(reader: Reader, ...words: readonly string[]): boolean {
  if (!words.every((word, ahead) => peek(reader, ahead) === word)) return false;
  reader.at += words.length;
  return true;
}

function expect(reader: Reader, word: string): void {
  if (!take(reader, word)) throw new Unread(`its body has no ${word} where one belongs`);
}

/** The text up to one of the words outside brackets and CASE, which is left to be read. */
function textUntil(reader: Reader, ...words: readonly string[]): string {
  const first = reader.tokens[reader.at];
  let end = first?.start ?? 0;
  let depth = 0;
  for (let token = first; token !== undefined; token = reader.tokens[reader.at]) {
    if (depth === 0 && words.includes(token.word)) {
      return reader.source.slice(first?.start, end);
    }
    if (["(", "[", "case"].includes(token.word)) depth += 1;
    if ([")", "]"].includes(token.word) || (token.word === "end" && depth > 0)) depth -= 1;
    end = token.end;
    reader.at += 1;
  }
  throw new Unread("its body ends too early");
}

function statementText(reader: Reader): string {
  const text = textUntil(reader, ";");
  reader.at += 1;
  return text;
}

function label(reader: Reader): void {
  if (peek(reader) === "<<") reader.at += 3;
}

function blockOf(reader: Reader): Block {
  label(reader);
  const variables: Variable[] = [];
  if (take(reader, "declare")) {
    while (peek(reader) !== "begin") {
      if (!take(reader, "declare")) variables.push(variable(statementText(reader)));
    }
  }
  expect(reader, "begin");
  const body = statements(reader, ["end", "exception"]);
  const handlers: (readonly Statement[])[] = [];
  if (take(reader, "exception")) {
    while (take(reader, "when")) {
      textUntil(reader, "then");
      reader.at += 1;
      handlers.push(statements(reader, ["when", "end"]));
    }
  }
  expect(reader, "end");
  if (peek(reader) !== ";" && peek(reader) !== "") reader.at += 1;
  take(reader, ";");
  return { variables, body, handlers };
}

function variable(text: string): Variable {
  const alias = /^\s*(?<name>[\w"]+)\s+alias\s+for\s+(?<value>\S+)/i.exec(text)?.groups;
  const declared = /^\s*(?<name>[\w"]+)\s[\s\S]*?(?:(?::=|=|\bdefault\b)(?<value>[\s\S]+))?$/i;
  const groups = alias ?? declared.exec(text)?.groups;
  if (groups?.name === undefined) throw new Unread("a declaration of it is unusual");
  return { name: plainName(groups.name), value: groups.value ?? null };
}

function plainName(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1) : name.toLowerCase();
}

function statements(reader: Reader, ends: readonly string[]): readonly Statement[] {
  const found: Statement[] = [];
  while (!ends.includes(peek(reader))) {
    if (peek(reader) === "") throw new Unread("its body ends too early");
    found.push(...statement(reader));
  }
  return found;
}

function statement(reader: Reader): readonly Statement[] {
  label(reader);
  switch (peek(reader)) {
    case "if":
      return [conditional(reader)];
    case "declare":
    case "begin":
      return nested(blockOf(reader));
    case "loop":
    case "while":
    case "for":
    case "foreach":
      return [loop(reader)];
    case "case":
      throw new Unread("it has a CASE statement");
    case "return":
      return [returned(reader)];
    case "raise":
      return raised(statementText(reader));
    case "null":
    case "get":
    case "exit":
    case "continue":
    case "assert":
      statementText(reader);
      return [];
    case "execute":
      statementText(reader);
      return [{ kind: "unread", reason: "it runs SQL that it builds" }];
    case "perform":
      reader.at += 1;
      return [{ kind: "sql", text: `select ${statementText(reader)}`, into: [] }];
    case "select":
    case "with":
    case "insert":
    case "update":
    case "delete":
      return [withInto(statementText(reader))];
    default:
      return [assignment(statementText(reader))];
  }
}

/** A block inside a block: its variables are set where it begins. */
function nested({ variables, body, handlers }: Block): readonly Statement[] {
  const start = variables.map(
    ({ name, value }): Statement => ({ kind: "assign", target: name, value: value ?? "null" }),
  );
  const caught = handlers.some((handler) => handler.length > 0)
    ? [{ kind: "unread", reason: "it handles exceptions" } as const]
    : [];
  return [...start, ...body, ...caught];
}

function conditional(reader: Reader): Statement {
  const branches: { when: string; body: readonly Statement[] }[] = [];
  let otherwise: readonly Statement[] = [];
  const ends = ["elsif", "elseif", "else", "end"];
  do {
    reader.at += 1;
    const when = textUntil(reader, "then");
    reader.at += 1;
    branches.push({ when, body: statements(reader, ends) });
  } while (["elsif", "elseif"].includes(peek(reader)));
  if (take(reader, "else")) otherwise = statements(reader, ["end"]);
  expect(reader, "end");
  expect(reader, "if");
  expect(reader, ";");
  return { kind: "if", branches, otherwise };
}

function loop(reader: Reader): Statement {
  const head = textUntil(reader, "loop");
  reader.at += 1;
  const body = statements(reader, ["end"]);
  expect(reader, "end");
  expect(reader, "loop");
  statementText(reader);
  const rows =
    /^for\s+(?<variable>\w+)\s+in\s+(?<query>\(?\s*(?:select|with|update|delete|insert)\b[\s\S]+)$/i;
  const { variable: name = null, query = null } = rows.exec(head.trim())?.groups ?? {};
  return { kind: "loop", query, variable: name?.toLowerCase() ?? null, body };
}

function returned(reader: Reader): Statement {
  reader.at += 1;
  if (take(reader, "query")) {
    if (peek(reader) === "execute") {
      statementText(reader);
      return { kind: "unread", reason: "it runs SQL that it builds" };
    }
    return { kind: "return-query", text: statementText(reader) };
  }
  if (peek(reader) === "next") {
    statementText(reader);
    return { kind: "unread", reason: "it gives its rows one by one" };
  }
  const text = statementText(reader);
  return { kind: "return", value: text === "" ? null : text };
}

/** Only an exception ends the function. */
function raised(text: string): readonly Statement[] {
  return /^raise\s+(debug|log|info|notice|warning)\b/i.test(text) ? [] : [{ kind: "raise" }];
}

function assignment(text: string): Statement {
  const { target, value } =
    /^(?<target>[\w".]+)\s*(?::=|=)\s*(?<value>[\s\S]+)$/.exec(text)?.groups ?? {};
  if (target === undefined || value === undefined) {
    return { kind: "unread", reason: "a statement of it is unusual" };
  }
  return { kind: "assign", target: target.toLowerCase(), value };
}

/** Takes INTO out of a statement: `select a into v from t`, `insert ... returning id into v`. */
function withInto(text: string): Statement {
  const tokens = tokensOf(text);
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.word === "(") depth += 1;
    if (token.word === ")") depth -= 1;
    if (depth > 0 || token.word !== "into") continue;
    if (["insert", "merge"].includes(tokens[index - 1]?.word ?? "")) continue;
    let last = index + (tokens[index + 1]?.word === "strict" ? 2 : 1);
    const into: string[] = [tokens[last]?.word ?? ""];
    while ([",", "."].includes(tokens[last + 1]?.word ?? "")) {
      const word = tokens[last + 2]?.word ?? "";
      if (tokens[last + 1]?.word === ".") into.push(`${into.pop() ?? ""}.${word}`);
      else into.push(word);
      last += 2;
    }
    const rest = `${text.slice(0, token.start)} ${text.slice(tokens[last]?.end ?? text.length)}`;
    return { kind: "sql", text: rest, into };
  }
  return { kind: "sql", text, into: [] };
}
