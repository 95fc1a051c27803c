import { describe, expect, test } from "vitest";
import {
  BUCKET,
  type Clause,
  EACH_OWN,
  IN,
  leaksOf,
  ME,
  OWN,
  policies,
  tryBuckets,
} from "../../../../test/bucket-policies.ts";
import { createTestDatabase } from "../../../../test/database.ts";
import { proveDatabase } from "../../../../test/proof-lab.ts";
import { withClient } from "../../../database/pool/with-client.ts";
import { protectBucket } from "../../protect/protect-bucket.ts";
import { readProtectShape } from "../../protect/shape.ts";

describe("a bucket whose files are each owner's", () => {
  test.each([["by the owner's id", policies({ all: `${IN} and owner_id = ${ME}` })]])(
    "%s, lets nobody else in",
    async (_, schema) => {
      const proof = await tryBuckets(schema);
      expect(proof).toMatchObject({ objects: ["bucket notes"], leaks: [], unknown: [] });
      const seen = proof.cells.filter(
        ({ verb, outcome }) => verb === "read" && outcome === "allowed",
      );
      expect(seen.map(({ actor }) => actor)).not.toContain("anon");
      expect(seen.length).toBeGreaterThan(0);
    },
  );
});

describe("a bucket that lets others in", () => {
  test.each<[string, Clause, readonly string[]]>([
    ["to put files", { ...EACH_OWN, insert: IN }, ["insert as another"]],
    [
      "to do everything, beside a policy that asks",
      { all: IN, select: OWN },
      [
        "count",
        "delete another's",
        "give away",
        "insert as another",
        "read",
        "take over",
        "update another's",
        "upsert",
      ],
    ],
  ])("%s, leaks", async (_, clauses, verbs) => {
    const proof = await tryBuckets(policies(clauses));
    expect(leaksOf(proof)).toEqual(verbs.map((verb) => `bucket notes: ${verb}`));
    expect(proof.leaks.every(({ confirmed }) => confirmed)).toBe(true);
  });

  test("to anybody without a token: the witness, the policy and the request are named", async () => {
    const open = `create policy "open" on storage.objects for select to anon using (${IN});`;
    const proof = await tryBuckets(policies(EACH_OWN) + open);
    const leak = proof.leaks.find(({ verb }) => verb === "read");
    expect(leak).toMatchObject({
      object: "bucket notes",
      actor: "anon",
      fault: ['the policy "open"'],
      witness: { table: "storage.objects", key: { bucket_id: "notes" } },
      curl: expect.stringContaining("$SUPABASE_URL/storage/v1/object/authenticated/notes/"),
    });
  });
});

test("what protect --bucket writes is proved, and the controls of buckets with it", async () => {
  const database = await createTestDatabase({ app: true });
  try {
    const { migration } = await withClient(database.ownerUrl, (client) =>
      protectBucket(client, "notes", readProtectShape({})),
    );
    await database.query(migration);
    const proof = await proveDatabase(database);
    expect(proof).toMatchObject({ verdict: "proved", unknown: [] });
    expect(proof.objects).toContain("bucket notes");
    expect(proof.controls.filter(({ name }) => name.includes("bucket"))).toHaveLength(4);
    expect(proof.controls.filter(({ passed }) => !passed)).toEqual([]);
  } finally {
    await database.drop();
  }
});

test("who reads a public bucket is meant to, and who writes to the folders of others is not", async () => {
  const open = "update storage.buckets set public = true;";
  const listed: Clause = { ...EACH_OWN, select: IN };
  expect(await tryBuckets(policies(listed) + open)).toMatchObject({ leaks: [], unknown: [] });
  const proof = await tryBuckets(policies({ ...listed, insert: IN }) + open);
  expect(leaksOf(proof)).toEqual(["bucket notes: insert as another"]);
});

test("a bucket without a policy is shut", async () => {
  const proof = await tryBuckets(BUCKET);
  expect(proof).toMatchObject({ leaks: [], unknown: [], objects: ["bucket notes"] });
  expect(proof.cells.filter(({ outcome }) => outcome === "allowed")).toEqual([]);
});

describe("what could not be shown is not proved", () => {
  test.each<[string, Clause, string]>([
    ["auth.uid()", { all: `${IN} and owner = auth.uid()` }, "invalid input syntax for type uuid"],
    [
      "a folder that nobody has",
      { all: `${IN} and (storage.foldername(name))[1] = ${ME} || 'x'` },
      "",
    ],
    ["files of nobody, which all may write", { all: IN }, "no policy ties them to the caller"],
    [
      "a folder that the uploader chooses",
      { insert: OWN, select: `${IN} and (storage.foldername(name))[2] = ${ME}` },
      "different folders",
    ],
    ["folder 0", { select: `${IN} and (storage.foldername(name))[0] = ${ME}` }, "shows nothing"],
  ])("%s", async (_, clauses, reason) => {
    const proof = await tryBuckets(policies(clauses));
    expect([...new Set(proof.unknown.map(({ object }) => object))]).toEqual(["bucket notes"]);
    expect(proof.unknown.map((one) => one.reason).join("; ")).toContain(reason);
  });

  test("policies for a bucket that no row and no policy names", async () => {
    const all = `create policy "own" on storage.objects to authenticated using (owner_id = ${ME});`;
    const proof = await tryBuckets(all);
    expect(proof.unknown).toMatchObject([{ object: "storage.objects" }]);
  });
});

test("buckets that the judged database has, and its copy has not, are tried", async () => {
  const all = `create policy "any" on storage.objects for select to authenticated using (${ME} is not null or owner_id = ${ME});`;
  const proof = await tryBuckets(all, {
    buckets: [{ id: "scans", public: false, allowed_mime_types: ["image/*"] }],
  });
  expect(leaksOf(proof)).toEqual(["bucket scans: count", "bucket scans: read"]);
});
