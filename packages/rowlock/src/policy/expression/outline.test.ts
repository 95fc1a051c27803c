import { beforeAll, expect, test } from "vitest";
import { type OutlinePart, outlineExpression } from "./outline.ts";
import { loadSqlParser, type SqlParser } from "./parser.ts";
import { readable } from "./readable.ts";

let parser: SqlParser;

beforeAll(async () => {
  parser = await loadSqlParser();
});

const textsOf = (part: OutlinePart) => part.parts().map(({ text }) => text);

test("outlineExpression() gives the sides of a comparison", () => {
  const part = outlineExpression("(public.requesting_user_id() = user_id)", parser);
  expect([part.text, part.operator, textsOf(part)]).toEqual([
    "public.requesting_user_id() = user_id",
    "=",
    ["public.requesting_user_id()", "user_id"],
  ]);
});

test("outlineExpression() follows and, or and parentheses inside of quotes, and bytes beyond ASCII", () => {
  const part = outlineExpression(
    "((note = ') OR (é'::text) AND ((auth.jwt() ->> 'sub'::text) = \"größe\") AND (archived IS NOT NULL))",
    parser,
  );
  expect(part.parts().map(textsOf)).toEqual([
    ["note", "') OR (é'::text"],
    ["auth.jwt() ->> 'sub'::text", '"größe"'],
    ["archived"],
  ]);
});

test("outlineExpression() goes down through casts and subqueries without FROM, and no further", () => {
  const cast = outlineExpression("(( SELECT auth.uid() AS uid))::text", parser);
  expect(textsOf(cast)).toEqual(["(( SELECT auth.uid() AS uid))"]);
  expect(cast.parts().map(textsOf)).toEqual([["auth.uid()"]]);
  const exists = outlineExpression("(EXISTS ( SELECT 1 FROM m WHERE (m.id = t.id)))", parser);
  expect(textsOf(exists)).toEqual([]);
});

test("outlineExpression() knows ANY, and leaves whole what the parser does not read", () => {
  const any = outlineExpression("(team = ANY (ARRAY['a'::text, 'b'::text]))", parser);
  expect([any.operator, textsOf(any)]).toEqual(["= ANY", ["team", "ARRAY['a'::text, 'b'::text]"]]);
  const broken = outlineExpression("(a = ", parser);
  expect([broken.text, textsOf(broken)]).toEqual(["(a = ", []]);
});

test.each([
  ["( SELECT public.requesting_user_id() AS requesting_user_id)", "requesting_user_id()"],
  ["( SELECT (auth.jwt() ->> 'sub'::text))", "auth.jwt() ->> 'sub'"],
  ["(( SELECT (auth.jwt() ->> 'sub'::text)) = user_id)", "(auth.jwt() ->> 'sub') = user_id"],
  ["(name = 'public.it''s ::text'::text)", "name = 'public.it''s ::text'"],
  ["(EXISTS ( SELECT 1 FROM public.m))", "EXISTS ( SELECT 1 FROM m)"],
  ["(kind = 'a'::public.kind)", "kind = 'a'::kind"],
  ["(a = ", "(a = "],
])("readable() shows %s as %s", (text, shown) => {
  expect(readable(text, parser)).toBe(shown);
});
