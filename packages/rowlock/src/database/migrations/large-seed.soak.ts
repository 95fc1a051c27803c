// A seed larger than anybody should read into memory: it runs, and the memory that it takes does not follow its size.
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { seedDatabase } from "./seed-database.ts";

let database: TestDatabase;
let supabaseDirectory: string;

beforeEach(async () => {
  database = await createTestDatabase();
  supabaseDirectory = await mkdtemp(join(tmpdir(), "rowlock-large-seed-"));
});

afterEach(async () => {
  await database.drop();
  await rm(supabaseDirectory, { recursive: true });
});

function seed() {
  return seedDatabase({
    connectionString: database.ownerUrl,
    supabaseDirectory,
    paths: ["./seed.sql"],
  });
}

test("a seed of 500 MB", async () => {
  await database.query("create unlogged table t (id int, body text)");
  const row = "x".repeat(100_000);
  const statements = function* () {
    for (let id = 0; id < 5_000; id += 1) yield `insert into t values (${id}, '${row}');\n`;
  };
  await pipeline(
    Readable.from(statements()),
    createWriteStream(join(supabaseDirectory, "seed.sql")),
  );
  const before = process.memoryUsage().rss;
  let most = before;
  const watching = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 50);
  expect(await seed()).toEqual(["supabase/seed.sql"]);
  clearInterval(watching);
  expect((await database.query("select count(*)::int as n from t")).rows).toEqual([{ n: 5_000 }]);
  console.log(`a seed of 500 MB: ${Math.round((most - before) / 1e6)} MB more memory`);
  expect(most - before).toBeLessThan(200e6);
});

test("a statement that no memory should hold is refused by its line", async () => {
  const part = "x".repeat(1 << 20);
  const file = join(supabaseDirectory, "seed.sql");
  await writeFile(file, "select 1;\nselect '");
  await pipeline(
    Readable.from(Array.from({ length: 200 }, () => part)),
    createWriteStream(file, { flags: "a" }),
  );
  await expect(seed()).rejects.toMatchObject({
    code: "STATEMENT_TOO_LARGE",
    message: expect.stringContaining("supabase/seed.sql has a statement of more than 128 MB"),
  });
});
