// Requests of Supabase Storage, explained on a real database: what storage refuses by itself, and what the policies of
// its tables say of the very row that an upload, a move or a copy would write. Each verdict is held to the answer.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ExplainLab, startExplainLab, type Who } from "../../../test/explain-lab.ts";
import { withClient } from "../../database/pool/with-client.ts";
import { explanationJson } from "./report/json.ts";
import { renderExplanation } from "./report/terminal.ts";

const OWN = "(storage.foldername(name))[1] = (select auth.jwt() ->> 'sub')";

const SCHEMA = `
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values
  ('files', 'files', false, null, null), ('avatars', 'avatars', true, 1000, array['image/*']),
  ('bare', 'bare', false, null, null), ('by_owner', 'by_owner', false, null, null),
  ('drop', 'drop', false, null, null), ('by_uuid', 'by_uuid', false, null, null);
create policy own_read on storage.objects for select to authenticated using (bucket_id = 'files' and ${OWN});
create policy own_insert on storage.objects for insert to authenticated with check (bucket_id = 'files' and ${OWN});
create policy own_update on storage.objects for update to authenticated
  using (bucket_id = 'files' and ${OWN}) with check (bucket_id = 'files' and ${OWN});
create policy own_delete on storage.objects for delete to authenticated using (bucket_id = 'files' and ${OWN});
create policy drop_insert on storage.objects for insert to authenticated with check (bucket_id = 'drop' and ${OWN});
create policy owner_read on storage.objects for select to authenticated
  using (bucket_id = 'by_owner' and owner::text = (select auth.jwt() ->> 'sub'));
create policy owner_insert on storage.objects for insert to authenticated
  with check (bucket_id = 'by_owner' and owner::text = (select auth.jwt() ->> 'sub'));
create policy uuid_insert on storage.objects for insert to authenticated
  with check (bucket_id = 'by_uuid' and auth.uid() = owner);
insert into storage.objects (bucket_id, name, owner_id, version, metadata) values
  ('files', 'user_a/1.txt', 'user_a', '1', '{"size": 1, "mimetype": "text/plain"}'),
  ('files', 'user_b/1.txt', 'user_b', '1', '{"size": 1, "mimetype": "text/plain"}'),
  ('avatars', 'user_b/me.png', 'user_b', '1', '{"size": 1, "mimetype": "image/png"}');
`;

const ADA: Who = { user: "user_a" };
const SERVICE: Who = { claims: { role: "service_role", iss: "rowlock", exp: 9_999_999_999 } };
let lab: ExplainLab;

beforeAll(async () => {
  lab = await startExplainLab(SCHEMA);
});

afterAll(() => lab?.close());

/** Storage's tables are not the owner's. */
function asSuperuser(statement: string) {
  return withClient(lab.database.superuserUrl, (client) => client.query(statement));
}

const UPSERT = "x-upsert: true";
const PNG = "content-type: image/png";

async function explain(line: string, options: Partial<Asked> = {}) {
  const { who = ADA, headers = [], data } = options;
  const words = [line.replace(" /", " /storage/v1/")];
  return lab.explain({ words, headers, data: data && JSON.stringify(data) }, who);
}

interface Asked {
  readonly who: Who;
  readonly headers: readonly string[];
  readonly data: object;
}

const move = (from: string, to: string, more: object = {}) => ({
  bucketId: "files",
  sourceKey: from,
  destinationKey: to,
  ...more,
});

const FINE: readonly (readonly [line: string, options?: Partial<Asked>])[] = [
  ["POST /object/files/user_a/new.txt"],
  ["POST /object/files/user_a/new.txt", { headers: [UPSERT] }],
  ["PUT /object/files/user_a/1.txt"],
  ["POST /object/upload/sign/files/user_a/new.txt"],
  ["GET /object/authenticated/files/user_a/1.txt"],
  ["HEAD /object/files/user_a/1.txt"],
  ["GET /object/info/files/user_a/1.txt"],
  ["GET /render/image/authenticated/files/user_a/1.txt"],
  ["POST /object/sign/files/user_a/1.txt", { data: { expiresIn: 60 } }],
  ["POST /object/list/files", { data: { prefix: "user_a" } }],
  ["POST /object/move", { data: move("user_a/1.txt", "user_a/2.txt") }],
  ["POST /object/copy", { data: move("user_a/1.txt", "user_a/2.txt") }],
  ["POST /object/copy", { data: move("user_a/1.txt", "user_a/2.txt"), headers: [UPSERT] }],
  ["DELETE /object/files/user_a/1.txt"],
  ["DELETE /object/files", { data: { prefixes: ["user_a/1.txt"] } }],
  ["GET /object/public/avatars/user_b/me.png", { who: {} }],
  ["GET /object/avatars/user_b/me.png", { who: {} }],
  ["GET /object/avatars/user_b/me.png", { who: { user: "user_a", forged: true } }],
  ["POST /object/avatars/x.png", { who: SERVICE, headers: [PNG, "content-length: 900"] }],
  ["POST /bucket", { who: SERVICE, data: { name: "fresh" } }],
  ["PUT /bucket/files", { who: SERVICE, data: { public: true } }],
];

describe("what is let through is said to be, and nothing of it stays", () => {
  test.each(FINE.map(([line, options = {}]) => [line, options] as const))(
    "%s %o",
    async (line, options) => {
      const told = await explain(line, options);
      expect(told.answer).toMatchObject({ status: 200, problem: null });
      expect(told.verdict).toMatchObject({ fine: true });
    },
  );

  test("afterwards all is as it was", async () => {
    const { rows } = await lab.database.query(
      "select bucket_id, name, version from storage.objects order by 1, 2",
    );
    expect(rows).toEqual([
      { bucket_id: "avatars", name: "user_b/me.png", version: "1" },
      { bucket_id: "files", name: "user_a/1.txt", version: "1" },
      { bucket_id: "files", name: "user_b/1.txt", version: "1" },
    ]);
    const { rows: buckets } = await lab.database.query(
      "select id from storage.buckets where public or id = 'fresh'",
    );
    expect(buckets).toEqual([{ id: "avatars" }]);
  });
});

const refusedBy = (verb: string, rows: string, more: object = {}) => ({
  kind: "policy-refused",
  relation: "storage.objects",
  verb,
  rows,
  ...more,
});
const own = (cause: object) => ({ kind: "storage-refused", cause });

const REFUSED: readonly (readonly [line: string, options: Partial<Asked>, verdict: object])[] = [
  [
    "POST /object/files/user_b/new.txt",
    {},
    refusedBy("insert", "new", {
      storage: {
        bucket: "files",
        name: "user_b/new.txt",
        forOtherBuckets: false,
        folder: { index: 1, found: "user_b", wanted: "user_a" },
        comparesOwner: false,
      },
    }),
  ],
  [
    "POST /object/files/new.txt",
    {},
    refusedBy("insert", "new", {
      storage: expect.objectContaining({ folder: { index: 1, found: null, wanted: "user_a" } }),
    }),
  ],
  ["POST /object/files/user_b/1.txt", { headers: [UPSERT] }, refusedBy("insert", "new")],
  [
    "POST /object/bare/user_a/1.txt",
    {},
    refusedBy("insert", "new", { storage: expect.objectContaining({ forOtherBuckets: true }) }),
  ],
  // An upload with upsert must be let read what it writes.
  ["POST /object/drop/user_a/1.txt", { headers: [UPSERT] }, refusedBy("select", "new")],
  [
    "POST /object/by_owner/1.txt",
    {},
    refusedBy("insert", "new", { storage: expect.objectContaining({ comparesOwner: true }) }),
  ],
  [
    "POST /object/by_uuid/1.txt",
    {},
    { kind: "policy-failed", policy: "uuid_insert", failure: { problem: { code: "22P02" } } },
  ],
  ["GET /object/authenticated/files/user_b/1.txt", {}, refusedBy("select", "existing")],
  [
    "POST /object/sign/files/user_b/1.txt",
    { data: { expiresIn: 60 } },
    refusedBy("select", "existing"),
  ],
  [
    "POST /object/sign/files",
    { data: { expiresIn: 60, paths: ["user_b/1.txt"] } },
    refusedBy("select", "existing"),
  ],
  ["POST /object/list/files", { data: { prefix: "user_b" } }, refusedBy("select", "existing")],
  ["DELETE /object/files/user_b/1.txt", {}, refusedBy("delete", "existing")],
  [
    "DELETE /object/files",
    { data: { prefixes: ["user_b/1.txt"] } },
    refusedBy("delete", "existing"),
  ],
  [
    "POST /object/move",
    { data: move("user_b/1.txt", "user_a/2.txt") },
    refusedBy("update", "existing"),
  ],
  ["POST /object/move", { data: move("user_a/1.txt", "user_b/2.txt") }, refusedBy("update", "new")],
  [
    "POST /object/copy",
    { data: move("user_b/1.txt", "user_a/2.txt") },
    refusedBy("select", "existing"),
  ],
  ["POST /object/copy", { data: move("user_a/1.txt", "user_b/2.txt") }, refusedBy("insert", "new")],
  ["POST /bucket", { data: { name: "hers" } }, { kind: "no-policy", verb: "insert" }],
  ["GET /bucket/files", {}, { kind: "no-policy", relation: "storage.buckets", verb: "select" }],
  ["GET /object/authenticated/files/none.txt", {}, { kind: "nothing-matches" }],
  ["POST /object/copy", { data: move("none", "user_a/2") }, { kind: "nothing-matches" }],
  ["POST /object/none/a.txt", {}, own({ kind: "bucket-missing", bucket: "none" })],
  [
    "POST /object/list/none",
    { data: { prefix: "" } },
    own({ kind: "bucket-missing", bucket: "none" }),
  ],
  [
    "POST /object/move",
    { data: move("user_a/1.txt", "user_a/2.txt", { destinationBucket: "none" }) },
    own({ kind: "bucket-missing", bucket: "none" }),
  ],
  ["GET /object/public/files/user_a/1.txt", {}, own({ kind: "bucket-private", bucket: "files" })],
  ["GET /object/files/user_a/1.txt", { who: {} }, own({ kind: "bucket-private", bucket: "files" })],
  ["POST /object/files/user_a/1.txt", { who: {} }, own({ kind: "nobody" })],
  ["POST /object/files/user_a/1.txt", {}, own({ kind: "taken" })],
  [
    "POST /object/avatars/a.png",
    { headers: [PNG, "content-length: 1001"] },
    own({ kind: "too-large", limit: 1000, bucket: "avatars" }),
  ],
  [
    "POST /object/avatars/a.txt",
    { headers: ["content-type: text/plain"] },
    own({ kind: "mime-type", bucket: "avatars", mimeType: "text/plain", allowed: ["image/*"] }),
  ],
  ["POST /bucket/files/empty", {}, own({ kind: "for-service" })],
  ["DELETE /bucket/files", { who: SERVICE }, own({ kind: "not-empty" })],
  ["GET /object/sign/files/user_a/1.txt?token=x", { who: {} }, own({ kind: "signature" })],
  ["POST /object/files/%00", {}, { kind: "request-refused", problem: { code: "InvalidKey" } }],
  [
    "GET /object/files/user_a/1.txt",
    { who: { user: "user_a", forged: true } },
    { kind: "token-refused" },
  ],
];

describe("what is refused, and by what", () => {
  test.each(REFUSED)("%s %o", async (line, options, verdict) => {
    const told = await explain(line, options);
    expect(told.verdict).toMatchObject({ fine: false, ...verdict });
    const { answer } = told;
    // A list, and what signs or removes several, leave out what is not theirs.
    const isLeftOut = answer?.status === 200 && answer.rows === 0;
    if (answer !== null) expect(answer.status >= 400 || isLeftOut).toBe(true);
  });

  test("a private bucket as anon: the policies decide", async () => {
    const who = { claims: { role: "anon" } };
    const told = await explain("GET /object/files/user_a/1.txt", { who });
    expect(told.verdict).toMatchObject({ kind: "no-policy", stranger: "anon-token" });
  });

  test("without the grant the policies are not asked", async () => {
    await asSuperuser("revoke insert on storage.objects from authenticated");
    try {
      const told = await explain("POST /object/files/user_a/new.txt");
      expect(told.verdict).toMatchObject({
        kind: "grant-missing",
        missing: [{ privilege: "insert", object: "table storage.objects" }],
      });
    } finally {
      await asSuperuser("grant insert on storage.objects to authenticated");
    }
  });
});

test("a person is told the statements, the bucket, the values and what to do", async () => {
  const told = await explain("POST /object/files/user_b/new.txt", { headers: [UPSERT] });
  const text = renderExplanation(told, { style: (_color, one) => one, sql: false });
  expect(text).toContain("storage.object.upload: needs insert, select, update of storage.objects");
  expect(text).toContain("bucket files: private");
  expect(text).toMatch(/"own_insert": true for 0 of 1/);
  expect(text.replaceAll(/\s+/g, " ")).toContain(
    "The first folder of the name must be 'user_a', as the policy compares it. It is 'user_b': upload as 'user_a/…'",
  );
  expect(explanationJson(told).planned?.storage).toMatchObject({
    operation: "storage.object.upload",
    buckets: [{ id: "files", settings: { public: false } }],
  });
});

test("what can't be tried and undone is judged, and said to be unknown", async () => {
  const told = await explain("POST /bucket/files/empty", { who: SERVICE });
  expect(told.answer).toBeNull();
  expect(told.unknown).toEqual([expect.stringContaining("can't be tried")]);
});
