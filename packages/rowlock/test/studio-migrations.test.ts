// Studio's "Apply pending migrations": the way that `rowlock dev` goes, with the project's own settings.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestStack, type TestStack } from "./stack.ts";

let project: TestStack;

beforeAll(async () => {
  project = await startTestStack({
    migration: "create table first (id int)",
    rowlockToml: `[db]\nabsent_extensions = "skip"\n[clerk]\nroles = ["editor"]\n`,
  });
});

afterAll(() => project?.close());

function callStudio(path: string, body: object): Promise<Response> {
  const { addresses } = project.opened;
  const [, secret = ""] = project.stack.studioLink.split("#token=");
  return fetch(`${addresses.studio}/api${path}`, {
    method: "POST",
    headers: {
      "x-rowlock-studio": secret,
      origin: addresses.studio,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
}

test("passes over an absent extension, takes roles in, runs new seeds, and says so in the terminal", async () => {
  const supabase = join(project.directory, "supabase");
  await writeFile(join(supabase, "seed.sql"), "insert into second values (1)");
  await writeFile(
    join(supabase, "migrations/20250102000000_second.sql"),
    `create extension wrappers;
     create role editor nologin;
     create table second (id int);
     grant select on second to editor;`,
  );
  const before = project.events.length;
  const response = await callStudio("/migrations/apply", {});
  expect([response.status, await response.json()]).toEqual([
    200,
    [expect.objectContaining({ version: "20250102000000", state: "applied" })],
  ]);
  expect((await project.sql("select id from second")).rows).toEqual([{ id: 1 }]);
  const { rows } = await project.sql(
    "select pg_has_role('authenticator', 'editor', 'member') as may",
  );
  expect(rows).toEqual([{ may: true }]);
  const told = project.events.slice(before);
  expect(told.filter(({ kind }) => kind === "migrated")).toMatchObject([
    { migrations: ["20250102000000_second.sql"], seeds: ["supabase/seed.sql"] },
  ]);
  expect(told).toContainEqual({
    kind: "notice",
    text: expect.stringMatching(/20250102000000_second\.sql:1 .*wrappers/),
  });
});
