import { expect, test } from "vitest";
import { disjunctsOf } from "./disjuncts.ts";

test.each([
  ["a", ["a"]],
  ["((a = b))", ["a = b"]],
  ["((a = b) OR f(c))", ["a = b", "f(c)"]],
  ["(a) OR (b)", ["a", "b"]],
  ["((a OR b) OR (c AND (d OR e)))", ["a", "b", "c AND (d OR e)"]],
  ["(f(' OR ') OR (\"x) OR (y\" = 'it''s) OR ('))", ["f(' OR ')", "\"x) OR (y\" = 'it''s) OR ('"]],
])("disjunctsOf() %s", (text, parts) => {
  expect(disjunctsOf(text)).toEqual(parts);
});
