import { expect, test } from "vitest";
import { mostSimilar, similarNames } from "./similar-names.ts";

test.each([
  ["film", ["directors", "films", "roles"], "films"],
  ["(vall, pqaram, nam)", ["(attr, id)", "(name, param, val)"], "(name, param, val)"],
  ["noclosealternative", ["films"], undefined],
  ["", ["films"], undefined],
])("mostSimilar(%s)", (wanted, names, expected) => {
  expect(mostSimilar(names, wanted)).toBe(expected);
});

test("similarNames() ranks by edit distance, and knows the same name in another case", () => {
  expect(similarNames(["task_lists", "tasks", "tasked"], "task").map(({ name }) => name)[0]).toBe(
    "tasks",
  );
  expect(similarNames(["Tasks"], "TASKS")).toEqual([{ name: "Tasks", score: 1 }]);
});
