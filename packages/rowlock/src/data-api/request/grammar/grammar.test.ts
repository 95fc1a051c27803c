// The words of failures are PostgREST's, to the column: clients show them, and tests of apps compare them.
import { describe, expect, test } from "vitest";
import { logicPath, logicTree, parsePredicate } from "./condition.ts";
import { columnList, fieldAddress, fieldName } from "./names.ts";
import { orderList } from "./order.ts";
import { type ParseResult, type Parser, run } from "./parser.ts";
import { selectList } from "./select.ts";

function failureOf(result: ParseResult<unknown>): unknown {
  if (result.ok) return result.value;
  const { line, column, description } = result.failure;
  return `${line}:${column} ${description}`;
}

function failing(parser: Parser<unknown>) {
  return (text: string) => failureOf(run(parser, text));
}

function found(parser: Parser<unknown>, text: string): unknown {
  const result = run(parser, text);
  return result.ok ? result.value : result.failure;
}

const NEXT = 'letter, digit, "-", "->>", "->"';

describe("selectList", () => {
  test("reads columns with alias, path, cast and aggregate", () => {
    expect(found(selectList, "a:data->x->>0::text.sum()::int")).toEqual([
      {
        kind: "field",
        alias: "a",
        field: {
          name: "data",
          path: [
            { arrow: "->", kind: "key", value: "x" },
            { arrow: "->>", kind: "index", value: "+0" },
          ],
        },
        cast: "text",
        aggregate: "sum",
        aggregateCast: "int",
      },
    ]);
  });

  test("reads embedded and spread resources with hints and joins, in either order", () => {
    expect(found(selectList, "x:a!inner!h(*),...b!h!left(c(),d)")).toMatchObject([
      { kind: "embed", target: "a", alias: "x", hint: "h", join: "inner" },
      {
        kind: "spread",
        target: "b",
        hint: "h",
        join: "left",
        select: [{ kind: "embed", target: "c", select: [] }, { kind: "field" }],
      },
    ]);
  });

  test("reads names with blanks, dashes, quotes and letters of any script", () => {
    expect(found(selectList, ' a b , c-d ,"e,\\"f(",هویت,$1')).toMatchObject(
      ["a b", "c-d", 'e,"f(', "هویت", "$1"].map((name) => ({ field: { name } })),
    );
  });

  test.each([
    [
      "id,clients(name[])",
      `1:16 unexpected '[' expecting ${NEXT}, "::", ".", ")", "," or end of input`,
    ],
    ["name!hint", `1:5 unexpected '!' expecting ${NEXT}, "::", ".", ")", "," or end of input`],
    ["data->>-78xy", `1:11 unexpected 'x' expecting digit, "->", "::", ".", "," or end of input`],
    ["data->>--34", '1:9 unexpected "-" expecting digit'],
    ["name::", "1:7 unexpected end of input expecting letter or digit"],
    ["n.xyz()", '1:3 unexpected "x" expecting "sum", "avg", "count", "max" or "min"'],
    [
      "a(\n)",
      `1:3 unexpected "\\n" expecting "...", field name (* or [a..z0..9_$]), "*", "count()" or ")"`,
    ],
    ["\t\ta!", `1:18 unexpected '!' expecting ${NEXT}, "::", ".", ")", "," or end of input`],
    ["\u{1f600}", []],
  ])("%j", (text, expected) => {
    expect(failing(selectList)(text)).toEqual(expected);
  });
});

describe("orderList", () => {
  test("reads directions, nulls and related columns", () => {
    expect(found(orderList, "a.desc.nullslast,b(c->d).asc,e.nullsfirst")).toMatchObject([
      { field: { name: "a" }, direction: "desc", nulls: "last", embed: undefined },
      { field: { name: "c", path: [{ value: "d" }] }, direction: "asc", embed: "b" },
      { field: { name: "e" }, direction: undefined, nulls: "first" },
    ]);
  });

  test.each([
    ["id.ac", '1:4 unexpected "c" expecting "asc", "desc", "nullsfirst" or "nullslast"'],
    ["id.descc", "1:8 unexpected 'c' expecting delimiter (.), \",\" or end of input"],
    ["id.asc.nlsfst", '1:8 unexpected "l" expecting "nullsfirst" or "nullslast"'],
    ["id.asc.nullslasttt", "1:17 unexpected 't' expecting \",\" or end of input"],
    ["a(b,c)", `1:2 unexpected '(' expecting ${NEXT}, delimiter (.), "," or end of input`],
  ])("%j", (text, expected) => {
    expect(failing(orderList)(text)).toBe(expected);
  });
});

describe("parsePredicate()", () => {
  const predicate = (text: string) => failureOf(parsePredicate(text));

  test("reads operators, negation, quantifiers and languages", () => {
    expect(predicate("not.like(any).{a*,b}")).toEqual({
      negated: true,
      comparison: { kind: "quantified", operator: "like", quantifier: "any", value: "{a%,b}" },
    });
    expect(predicate("wfts(en).a.b")).toMatchObject({
      comparison: { kind: "search", operator: "wfts", language: "en", value: "a.b" },
    });
    expect(predicate("is.Not_NULL")).toMatchObject({ comparison: { constant: "not_null" } });
    expect(predicate("eq.")).toMatchObject({ comparison: { value: "" } });
  });

  test("writes lists as arrays of PostgreSQL, and the empty list as none", () => {
    expect(predicate('in.(a b,"c,d","e\\"f",g\\h)')).toMatchObject({
      comparison: { kind: "in", value: '{"a b","c,d","e\\"f","g\\\\h"}' },
    });
    expect(predicate("in.()")).toMatchObject({ comparison: { value: "{}" } });
    expect(predicate('in.("")')).toMatchObject({ comparison: { value: "{}" } });
    expect(predicate('in.("a"b)')).toMatchObject({ comparison: { value: '{"\\"a\\"b"}' } });
  });

  test("sees the common operators by one look as the grammar sees them", () => {
    for (const text of ["eq.1", "not.neq.a.b", "gte.(1)", "like.*x*", "cs.{1}", "adj.[1,2)"]) {
      expect(parsePredicate(text)).toMatchObject({ ok: true });
      // The same after a blank look: an option that is not there sends it through the grammar.
      const slow = parsePredicate(text.replace(".", "(any)."));
      expect(slow.ok, text).toBe(/^(eq|gte|like)/.test(text));
    }
  });

  test.each([
    ["noop.0", '1:1 unexpected "o" expecting "not" or operator (eq, gt, ...)'],
    ["val", '1:1 unexpected "v" expecting "not" or operator (eq, gt, ...)'],
    ["fts().x", '1:5 unexpected ")" expecting operator (eq, gt, ...)'],
    ["in.1,2", '1:4 unexpected "1" expecting "("'],
    [
      "is.nul",
      "1:7 unexpected end of input expecting isVal: (null, not_null, true, false, unknown)",
    ],
  ])("%j", (text, expected) => {
    expect(predicate(text)).toBe(expected);
  });
});

describe("logicTree", () => {
  test("reads nested and negated groups, and values with brackets in them", () => {
    expect(found(logicTree, 'or(a.eq."x,y",not.and(b.cs.{1,2},c.in.(1,2)))')).toMatchObject({
      kind: "or",
      negated: false,
      members: [
        { kind: "condition", predicate: { comparison: { value: "x,y" } } },
        {
          kind: "and",
          negated: true,
          members: [
            { predicate: { comparison: { value: "{1,2}" } } },
            { predicate: { comparison: { value: '{"1","2"}' } } },
          ],
        },
      ],
    });
    expect(found(logicPath, "a.b.not.or")).toEqual({ embeds: ["a", "b"], operator: "not.or" });
  });

  test.each([
    [
      "or()",
      '1:4 unexpected ")" expecting field name (* or [a..z0..9_$]), negation operator (not) or logic operator (and, or)',
    ],
    ["or)(", '1:3 unexpected ")" expecting "("'],
    ["and(ord(id.eq.1,id.eq.1),id.eq.2)", '1:7 unexpected "d" expecting "("'],
    ["or(id.eq.1,not.xor(a.eq.2))", '1:16 unexpected "x" expecting logic operator (and, or)'],
  ])("%j", (text, expected) => {
    expect(failing(logicTree)(text)).toBe(expected);
  });
});

test("names hold no NUL, in quotes neither", () => {
  expect(failing(fieldName)('"a\0b"')).toMatch(/^1:3 unexpected "\\0"/);
  expect(failing(columnList)("a,\0")).toMatch(/^1:3/);
  expect(found(fieldAddress, "a.b.c->>d")).toEqual({
    embeds: ["a", "b"],
    field: { name: "c", path: [{ arrow: "->>", kind: "key", value: "d" }] },
  });
});
