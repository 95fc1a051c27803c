import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { compile } from "./fragment.ts";
import { readableName } from "./readable-name.ts";

describe("readableName()", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ app: false });
  });
  afterAll(() => database.drop());

  test("quotes what quote_ident quotes, key words and odd names alike", async () => {
    const odd = ["tasks", "Tasks", "a b", 'a"b', "1st", "_x", "naïve", "o'clock", ""];
    const { rows } = await database.query(
      `select name, quote_ident(name) as quoted from (
        select word as name from pg_get_keywords() union all select unnest($1::text[])
      ) names`,
      [odd],
    );
    for (const { name, quoted } of rows) expect(compile(readableName(name)).text).toBe(quoted);
  });

  test("joins several names by dots", () => {
    expect(compile(readableName("public", "Order", "user")).text).toBe('public."Order"."user"');
  });
});
