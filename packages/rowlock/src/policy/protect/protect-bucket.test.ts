import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { protectBucket } from "./protect-bucket.ts";
import { type ProtectArguments, readProtectShape } from "./shape.ts";

const ADA = { sub: "user_ada", role: "authenticated" };
const GRACE = { sub: "user_grace", role: "authenticated" };

describe("protectBucket()", () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeEach(async () => {
    database = await createTestDatabase({ app: true });
    client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
  });
  afterEach(async () => {
    await client.end();
    await database.drop();
  });

  const plan = (words: ProtectArguments = {}, bucket = "notes") =>
    protectBucket(client, bucket, readProtectShape(words));

  async function protect(words: ProtectArguments = {}, bucket = "notes"): Promise<void> {
    const { migration } = await plan(words, bucket);
    await client.query(`begin; ${migration} commit`);
    expect((await plan(words, bucket)).migration).toBe("");
  }

  /** Rows or error code of a statement, run as a request of this caller would run it; what it writes stays. */
  async function as(claims: object | null, statement: string): Promise<unknown> {
    const connection = new pg.Client({ connectionString: database.superuserUrl });
    await connection.connect();
    try {
      await connection.query("begin");
      await connection.query("select set_config('request.jwt.claims', $1, true)", [
        claims === null ? "" : JSON.stringify(claims),
      ]);
      await connection.query("select set_config('storage.allow_delete_query', 'true', true)");
      await connection.query(`set local role ${claims === null ? "anon" : "authenticated"}`);
      const result = await connection.query({ text: statement, rowMode: "array" });
      await connection.query("commit");
      return result.command === "SELECT" ? result.rows.flat() : result.rowCount;
    } catch (error) {
      return (error as { code: string }).code;
    } finally {
      await connection.end();
    }
  }

  const put = (name: string, bucket = "notes") =>
    `insert into storage.objects (bucket_id, name) values ('${bucket}', '${name}')`;
  const LIST = "select name from storage.objects order by name";

  test("each has the files of their own folder, and reaches nobody else's", async () => {
    await protect();
    expect(await as(ADA, put("user_ada/a.txt"))).toBe(1);
    expect(await as(GRACE, put("user_grace/g.txt"))).toBe(1);
    expect(await as(ADA, put("user_grace/a.txt"))).toBe("42501");
    expect(await as(ADA, put("a.txt"))).toBe("42501");
    expect(await as(null, put("user_ada/n.txt"))).toBe("42501");
    expect(await as(ADA, LIST)).toEqual(["user_ada/a.txt"]);
    expect(await as(null, LIST)).toEqual([]);
    expect(await as(ADA, "update storage.objects set name = 'user_grace/x.txt'")).toBe("42501");
    expect(await as(ADA, "delete from storage.objects where name like 'user_grace%'")).toBe(0);
    expect(await as(ADA, "update storage.objects set name = 'user_ada/b.txt'")).toBe(1);
    expect(await as(GRACE, LIST)).toEqual(["user_grace/g.txt"]);
  });

  test("another bucket stays shut", async () => {
    await protect();
    await client.query("insert into storage.buckets (id, name) values ('drafts', 'drafts')");
    expect(await as(ADA, put("user_ada/a.txt", "drafts"))).toBe("42501");
  });

  test("one without token claims has no folder: not one without a name either", async () => {
    await protect();
    expect(await as({ role: "authenticated" }, put("/n.txt"))).toBe("42501");
    expect(await as({ role: "authenticated", sub: "" }, put("/n.txt"))).toBe("42501");
  });

  test("files of an organization, which its admins write", async () => {
    await protect({ owner: "org", write: "role:admin" });
    const admin = { ...ADA, o: { id: "org_x", rol: "admin" } };
    const member = { ...GRACE, o: { id: "org_x", rol: "member" } };
    expect(await as(admin, put("org_x/a.txt"))).toBe(1);
    expect(await as(member, put("org_x/g.txt"))).toBe("42501");
    expect(await as(member, LIST)).toEqual(["org_x/a.txt"]);
    expect(await as(ADA, LIST)).toEqual([]);
  });

  test("everybody signed in reads, nobody writes", async () => {
    await protect({ read: "authenticated", write: "none", native: true });
    await client.query(put("user_ada/a.txt"));
    expect(await as(GRACE, LIST)).toEqual(["user_ada/a.txt"]);
    expect(await as(null, LIST)).toEqual([]);
    expect(await as(ADA, put("user_ada/b.txt"))).toBe("42501");
  });

  test("a bucket is public as the reading says, whatever it was", async () => {
    const isPublic = async () =>
      (await client.query("select public from storage.buckets where id = 'notes'")).rows;
    await protect({ read: "public" });
    expect(await isPublic()).toEqual([{ public: true }]);
    await protect({ read: "owner" });
    expect(await isPublic()).toEqual([{ public: false }]);
  });

  test("a name with a quote is a name", async () => {
    await protect({}, "ada's notes");
    await client.query("insert into storage.buckets (id, name) values ('other', 'other')");
    expect(await as(ADA, put("user_ada/a.txt", "ada''s notes"))).toBe(1);
    expect(await as(ADA, put("user_ada/a.txt", "other"))).toBe("42501");
  });

  const policy = (name: string, test: string) =>
    `create policy "${name}" on storage.objects for select to authenticated using (${test})`;
  const ME = "(select auth.jwt() ->> 'sub')";

  test("a policy of the bucket that lets more through is named, and goes where that is asked", async () => {
    await client.query(policy("All notes", "bucket_id = 'notes'"));
    await expect(plan()).rejects.toMatchObject({
      code: "PROTECT_POLICIES",
      message: expect.stringContaining('"All notes"'),
    });
    await client.query(policy("All drafts", "bucket_id = 'drafts'"));
    await protect({ replace: true });
    const { rows } = await client.query(
      "select policyname from pg_policies where policyname like 'All%'",
    );
    expect(rows).toEqual([{ policyname: "All drafts" }]);
  });

  test.each([
    ["another folder", `bucket_id = 'notes' and (storage.foldername(name))[2] = ${ME}`],
    ["folder 0", `bucket_id = 'notes' and (storage.foldername(name))[0] = ${ME}`],
  ])("a policy by %s lets more through", async (_, condition) => {
    await client.query(policy("Odd", condition));
    await expect(plan()).rejects.toMatchObject({ code: "PROTECT_POLICIES" });
  });

  test("a policy of several buckets is for its owner to change, with --replace too", async () => {
    await client.query(policy("Both", "bucket_id in ('notes', 'drafts')"));
    await expect(plan({ replace: true })).rejects.toMatchObject({
      code: "PROTECT_POLICIES",
      message: expect.stringContaining('"Both"'),
      hint: expect.stringContaining("bucket_id"),
    });
    await client.query('drop policy "Both" on storage.objects');
  });

  test("a policy of all buckets by the first folder stays as it is", async () => {
    await client.query(policy("Anywhere", `(storage.foldername(name))[1] = ${ME}`));
    await protect();
    await client.query("insert into storage.buckets (id, name) values ('drafts', 'drafts')");
    await client.query(put("user_ada/d.txt", "drafts"));
    expect(await as(ADA, LIST)).toEqual(["user_ada/d.txt"]);
  });

  test.each([
    ["", {}],
    ["a/b", {}],
    ["notes ", {}],
    ["notes", { memberOf: "teams" }],
    ["notes", { column: "owner_id" }],
  ])("bucket %j with %j is refused in words", async (bucket, words) => {
    await expect(plan(words, bucket)).rejects.toMatchObject({ code: "USAGE" });
  });
});
