import { describe, expect, test } from "vitest";
import {
  readEditSearch,
  readPoliciesSearch,
  readTableSearch,
  readTemplateSearch,
  readUsersSearch,
} from "./search.ts";

describe("readTableSearch()", () => {
  test("reads filters, order, eyes and form", () => {
    const search = {
      filters: [{ column: "name", operator: "ilike", value: "%a%" }],
      sort: [{ column: "id", ascending: false }, { column: "name" }],
      as: "user_2abc",
      form: "insert",
    };
    expect(readTableSearch(search)).toEqual({
      ...search,
      sort: [
        { column: "id", ascending: false },
        { column: "name", ascending: true },
      ],
    });
  });

  test("passes over what nobody's page wrote", () => {
    const odd = {
      filters: [null, "x", { column: "a" }, { column: "a", operator: "drop" }, { operator: "eq" }],
      sort: [{ ascending: true }, 3],
      as: { toString: "x" },
      form: "drop-table",
      other: "x",
    };
    expect(readTableSearch(odd)).toEqual({});
  });

  test("an operator is looked for among Studio's own, not among what every object has", () => {
    const filters = ["toString", "constructor", "__proto__"].map((operator) => ({
      column: "a",
      operator,
    }));
    expect(readTableSearch({ filters })).toEqual({});
  });

  test("numbers that an address reads as numbers are values again", () => {
    const filters = [{ column: 1, operator: "eq", value: 10 }];
    expect(readTableSearch({ filters })).toEqual({
      filters: [{ column: "1", operator: "eq", value: "10" }],
    });
  });
});

test.each([
  [{ page: 3 }, 3],
  [{ page: "3" }, 3],
  [{ page: 1 }, undefined],
  [{ page: -2 }, undefined],
  [{ page: 2.5 }, undefined],
  [{ page: "x" }, undefined],
])("the page of the users in %j is %j", (raw, page) => {
  expect(readUsersSearch(raw).page).toBe(page);
});

test("a preset is one of two", () => {
  expect(readTemplateSearch({ preset: "supabase" })).toEqual({ preset: "supabase" });
  expect(readTemplateSearch({ preset: "other" })).toEqual({});
});

test("what is absent or empty is not kept in the address", () => {
  expect(readEditSearch({ edit: "" })).toEqual({});
  expect(readPoliciesSearch({ edit: "p", table: "public.tasks" })).toEqual({
    edit: "p",
    table: "public.tasks",
  });
});
