import { describe, expect, test } from "vitest";
import {
  createSplitter,
  firstTokenOf,
  type Statement,
  splitStatements,
} from "./split-statements.ts";

function texts(script: string): string[] {
  return splitStatements(script).map(({ text }) => text);
}

describe("splitStatements()", () => {
  const cases: readonly (readonly [name: string, script: string, statements: string[]])[] = [
    ["splits at semicolons and trims", " select 1 ;\n\nselect 2;", ["select 1", "select 2"]],
    ["passes over empty statements", ";;select 1;;\n;", ["select 1"]],
    ["takes a last one without semicolon", "select 1;select 2", ["select 1", "select 2"]],
    [
      "keeps comments with what follows",
      "-- one;\nselect 1; /* two; */",
      ["-- one;\nselect 1", "/* two; */"],
    ],
    [
      "knows nested comments",
      "select /* a /* ; */ ; */ 1; select 2",
      ["select /* a /* ; */ ; */ 1", "select 2"],
    ],
    [
      "knows quotes",
      `select ';', 'it''s;', "a;""b"; select 2`,
      [`select ';', 'it''s;', "a;""b"`, "select 2"],
    ],
    [
      "takes a backslash in a plain quote for itself",
      String.raw`select '\'; select 2`,
      [String.raw`select '\'`, "select 2"],
    ],
    [
      "knows escapes in E quotes",
      String.raw`select E'it\';s''', e'\\'; select 2`,
      [String.raw`select E'it\';s''', e'\\'`, "select 2"],
    ],
    [
      "does not take a name that ends in e for an E quote",
      String.raw`select note'\'; select 2`,
      [String.raw`select note'\'`, "select 2"],
    ],
    [
      "knows dollar quotes",
      "do $$ begin; end $$; do $a$ ; $b$ ; $a$; select 2",
      ["do $$ begin; end $$", "do $a$ ; $b$ ; $a$", "select 2"],
    ],
    [
      "tells a dollar in a name or a parameter from a quote",
      "select a$b$; select $1; select $2",
      ["select a$b$", "select $1", "select $2"],
    ],
    ["does not take a number's dollar tag", "select $1$; select 2", ["select $1$", "select 2"]],
    [
      "keeps parentheses together",
      "create rule r as on insert to t do (select 1; select (2); select 3); select 2",
      ["create rule r as on insert to t do (select 1; select (2); select 3)", "select 2"],
    ],
    [
      "keeps BEGIN ATOMIC bodies together, with CASE inside",
      "create function f() returns int begin /* x */ atomic select case when true then 1 end; select 2; END; select 3",
      [
        "create function f() returns int begin /* x */ atomic select case when true then 1 end; select 2; END",
        "select 3",
      ],
    ],
    ["knows BEGIN alone", "begin; select 1; end; commit", ["begin", "select 1", "end", "commit"]],
    [
      "is not stopped by what never ends",
      "select 1; select 'open ; ",
      ["select 1", "select 'open ;"],
    ],
  ];
  test.each(cases)("%s", (_name, script, statements) => {
    expect(texts(script)).toEqual(statements);
  });

  test("says where each statement begins", () => {
    const script = "\n  select 1;\n\t-- ü😀\nselect 2; /* 😀 */ select 3;\n;;select '\n';select 4";
    expect(splitStatements(script).map(({ place }) => place)).toEqual([
      { line: 2, column: 3 },
      { line: 3, column: 2 },
      { line: 4, column: 11 },
      { line: 5, column: 3 },
      { line: 6, column: 3 },
    ]);
  });

  test("comes to the same wherever a script is cut", () => {
    const script = cases
      .map(([, text]) => `${text}\n;\nselect 'a''b', E'\\'', $x$;$x$, a$b$;`)
      .join("");
    const whole = splitStatements(script);
    for (let size = 1; size < 40; size += 1) {
      const splitter = createSplitter();
      const found: Statement[] = [];
      for (let at = 0; at < script.length; at += size) {
        found.push(...splitter.push(script.slice(at, at + size)));
      }
      expect([...found, ...splitter.end()]).toEqual(whole);
    }
  });

  test("takes a literal of ten megabytes", () => {
    const literal = `'${"x''".repeat(2_500_000)}'`;
    expect(texts(`select ${literal}; select 2`)).toHaveLength(2);
  });
});

test("firstTokenOf() passes white space and comments", () => {
  expect(firstTokenOf("-- a\n/* b */ select")).toBe("-- a\n/* b */ ".length);
  expect(firstTokenOf("select")).toBe(0);
  expect(firstTokenOf("-- only")).toBe(7);
});
