import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("auth.jwt() gives the claims of the request", async () => {
  const { rows } = await database.query(
    `select auth.jwt() ->> 'sub' as sub from set_config('request.jwt.claims', '{"sub":"user_1"}', false)`,
  );
  expect(rows).toEqual([{ sub: "user_1" }]);
});
