import { expect, test } from "vitest";
import { readable, splitExpression } from "./split-expression.ts";

test("splitExpression() gives the sides of a comparison", () => {
  expect(splitExpression("(public.requesting_user_id() = user_id)")).toEqual([
    {
      text: "public.requesting_user_id() = user_id",
      sides: ["public.requesting_user_id()", "user_id"],
      operator: "=",
    },
  ]);
});

test("splitExpression() follows and, or and parentheses inside of quotes", () => {
  const parts = splitExpression(
    "((note = ') OR ('::text) AND ((auth.jwt() ->> 'sub'::text) = user_id) AND (archived IS NOT NULL))",
  );
  expect(parts.map(({ sides }) => sides)).toEqual([
    ["note", "') OR ('::text"],
    ["(auth.jwt() ->> 'sub'::text)", "user_id"],
    ["archived"],
  ]);
});

test("splitExpression() knows ANY, and leaves whole what it does not know", () => {
  expect(splitExpression("(team = ANY (ARRAY['a'::text, 'b'::text]))")).toMatchObject([
    { sides: ["team", "(ARRAY['a'::text, 'b'::text])"], operator: "= ANY" },
  ]);
  expect(splitExpression("(EXISTS ( SELECT 1 FROM m WHERE (m.id = t.id)))")).toMatchObject([
    { sides: [], operator: null },
  ]);
  expect(splitExpression("true")).toEqual([{ text: "true", sides: [], operator: null }]);
});

test("readable() takes away what PostgreSQL adds", () => {
  expect(readable("( SELECT public.requesting_user_id() AS requesting_user_id)")).toBe(
    "requesting_user_id()",
  );
  expect(readable("(( SELECT (auth.jwt() ->> 'sub'::text)) = user_id)")).toBe(
    "(auth.jwt() ->> 'sub') = user_id",
  );
  expect(readable("(EXISTS ( SELECT 1 FROM m))")).toBe("EXISTS ( SELECT 1 FROM m)");
  expect(readable("(( SELECT f() AS f) = 'a'::text)")).toBe("f() = 'a'");
});
