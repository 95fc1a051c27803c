import { expect, test } from "vitest";
import type { Cell } from "../../api/wire.ts";
import { toCsv } from "./to-csv.ts";

function csv(names: readonly string[], ...rows: readonly (readonly Cell[])[]): string {
  const columns = names.map((name) => ({ name }) as never);
  return toCsv({ command: `SELECT ${rows.length}`, columns, rows, rowCount: rows.length } as never);
}

test("tells NULL from an empty text", () => {
  expect(csv(["a", "b", "c"], [null, "", "x"])).toBe('a,b,c\r\n,"",x');
});

test.each([
  ["a comma", "one, two", '"one, two"'],
  ["a quote", 'she said "no"', '"she said ""no"""'],
  ["a line's end", "one\ntwo", '"one\ntwo"'],
  ["a carriage return", "one\rtwo", '"one\rtwo"'],
  ["letters of all kinds", "é ß 名 👩‍🚀", "é ß 名 👩‍🚀"],
])("keeps %s in one field", (_, value, field) => {
  expect(csv(["note"], [value])).toBe(`note\r\n${field}`);
});

test("a name of a column is quoted like a value", () => {
  expect(csv(['"odd", name', ""], ["1", "2"])).toBe('"""odd"", name",""\r\n1,2');
});

test("gives what is there of a value that was cut", () => {
  expect(csv(["body"], [{ cut: "the beginning" }])).toBe("body\r\nthe beginning");
});

test("a result without rows has its head alone", () => {
  expect(csv(["a", "b"])).toBe("a,b");
});
