// `[db] password` in rowlock.toml: the password that the Supabase CLI's local target has, where a project asks for it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { startTestStack, type TestStack } from "./stack.ts";

let stack: TestStack | undefined;

afterEach(async () => {
  await stack?.close();
  stack = undefined;
});

async function connect(password: string): Promise<string> {
  const { port = 0 } = new pg.Client(stack?.stack.urls.owner ?? "");
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user: "postgres",
    password,
    database: "postgres",
  });
  await client.connect();
  const { rows } = await client.query("select current_user as name");
  await client.end();
  return rows[0].name;
}

test("the owner's password is the one that rowlock.toml names, and the stored ones stay as they are", async () => {
  const rowlockToml = '[db]\npassword = "postgres"\n';
  stack = await startTestStack({ migration: "create table t (id int);", rowlockToml });
  expect(await connect("postgres")).toBe("postgres");
  expect((await stack.opened.environment()).SUPABASE_DB_URL).toContain("postgres:postgres@");
  const stored = stack.opened.storedKeys.databasePasswords.owner;
  await expect(connect(stored)).rejects.toMatchObject({ code: "28P01" });
  await stack.stack.rotateJwtSecret();
  const keys = JSON.parse(await readFile(join(stack.opened.state.path, "keys.json"), "utf8"));
  expect(keys.databasePasswords.owner).toBe(stored);
});
