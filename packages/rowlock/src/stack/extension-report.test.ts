import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase, testMajor } from "../../test/database.ts";
import { readExtensionReport } from "./extension-report.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query(
    "create extension pg_cron; create extension pgmq; create extension pg_graphql; create extension moddatetime; create extension bloom",
  );
});
afterAll(() => database?.drop());

test("tells whose each extension is, and which of the engine's the tests have tried", async () => {
  const report = await readExtensionReport(database.ownerUrl);
  expect(report.version).toMatch(new RegExp(`^${testMajor()}\\.`));
  expect(report.own).toEqual(["pg_cron", "pgmq"]);
  expect(report.placeholders).toEqual(["pg_graphql"]);
  expect(report.engine.map(({ name, tried }) => [name, tried])).toEqual([
    ["bloom", false],
    ["moddatetime", true],
    ["pgcrypto", true],
    ["uuid-ossp", true],
  ]);
});
