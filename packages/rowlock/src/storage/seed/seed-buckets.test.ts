// `[storage]` of config.toml in a whole stack: buckets made and followed, files put, what a kill left behind swept, and
// a reset that empties.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StorageLab, startStorageLab } from "../../../test/storage-lab.ts";
import { openContentFolder } from "../../files/content-folder.ts";
import { openBytes, resetBytes, seedProjectBuckets } from "../../stack/storage/project-bytes.ts";
import { sweepBytes } from "../bytes/sweep.ts";

let lab: StorageLab;
let client: pg.Client;
const notices: string[] = [];

beforeAll(async () => {
  lab = await startStorageLab({
    supabaseToml: `
      [storage]
      file_size_limit = "1MiB"
      [storage.buckets.pictures]
      public = true
      file_size_limit = "1KiB"
      allowed_mime_types = ["image/*", "text/plain"]
      objects_path = "./pictures"
      [storage.buckets."not/one"]
      [storage.buckets.nowhere]
      objects_path = "./gone"`,
  });
  client = new pg.Client({ connectionString: lab.api.stack.urls.owner });
  await client.connect();
  const folder = join(lab.api.directory, "supabase", "pictures");
  await mkdir(join(folder, "deep"), { recursive: true });
  await writeFile(join(folder, "a.svg"), "<svg/>");
  await writeFile(join(folder, "deep", "b.txt"), "deep");
  await writeFile(join(folder, "large.bin"), Buffer.alloc(2000));
  await writeFile(join(folder, "ü.txt"), "no name for an object");
});

afterAll(async () => {
  await client?.end();
  await lab?.close();
});

const project = () => lab.api.opened.project;
const onNotice = (notice: string) => notices.push(notice);
const read = async (path: string) =>
  (await fetch(`${lab.url}/object/public/pictures/${path}`)).text();

async function seed() {
  const bytes = await openBytes(client, project().stateDirectory);
  await seedProjectBuckets({ client, bytes, project: project(), onNotice });
}

test("a bucket is as the file says, and its files are there once", async () => {
  await seed();
  await seed();
  expect((await lab.service.storage.getBucket("pictures")).data).toMatchObject({
    public: true,
    file_size_limit: 1024,
    allowed_mime_types: ["image/*", "text/plain"],
  });
  expect([await read("a.svg"), await read("deep/b.txt")]).toEqual(["<svg/>", "deep"]);
  const { rows } = await client.query(
    "select name, metadata->>'mimetype' as type from storage.objects order by name",
  );
  expect(rows).toEqual([
    { name: "a.svg", type: "image/svg+xml" },
    { name: "deep/b.txt", type: "text/plain" },
  ]);
  expect(notices.join("\n")).toMatch(/large\.bin is left out.*\n.*ü\.txt is left out/);
  expect(notices.join("\n")).toMatch(/"not\/one", which is no name for one/);
  expect(notices.join("\n")).toMatch(/\.\/gone is no folder/);
});

test("what somebody put in a file's place stays; what was changed in a bucket is as declared", async () => {
  const { storage } = lab.service;
  await storage.from("pictures").update("a.svg", "theirs", { contentType: "image/svg+xml" });
  await storage.updateBucket("pictures", { public: false });
  await seed();
  expect(await read("a.svg")).toBe("theirs");
});

test("the project's limit holds, and a bucket can't have a larger one", async () => {
  const { storage } = lab.service;
  expect((await storage.createBucket("wide", { public: false })).error).toBeNull();
  const refused = await storage.from("wide").upload("x", Buffer.alloc(1024 * 1024 + 1));
  expect(refused.error).toMatchObject({ statusCode: "413" });
  const wider = await storage.createBucket("wider", { public: false, fileSizeLimit: "2MB" });
  expect(wider.error).toMatchObject({ statusCode: "413" });
});

test("drafts, and bytes that no row names, are swept; bytes of rows are not", async () => {
  const { stateDirectory } = project();
  const bytes = await openBytes(client, stateDirectory);
  const orphan = "ab".repeat(32);
  await bytes.keep(
    orphan,
    (async function* () {
      yield Buffer.from("orphan");
    })(),
  );
  const [database = ""] = await readdir(join(stateDirectory, "storage"));
  const drafts = join(stateDirectory, "storage", database, "drafts");
  await writeFile(join(drafts, "half"), "half");
  expect(await sweepBytes(bytes, { client, before: 0 })).toEqual({ removed: 1, missing: 0 });
  expect(await bytes.open(orphan)).toBeUndefined();
  expect(await readdir(drafts)).toEqual([]);
  expect(await read("deep/b.txt")).toBe("deep");
});

test("nothing is swept by somebody from whom rows are hidden", async () => {
  const bytes = await openBytes(client, project().stateDirectory);
  const hidden = new pg.Client({ connectionString: lab.api.stack.urls.authenticator });
  await hidden.connect();
  await hidden.query("set role authenticated");
  expect(await sweepBytes(bytes, { client: hidden, before: 0 })).toEqual({
    removed: 0,
    missing: undefined,
  });
  await hidden.end();
  expect(await read("deep/b.txt")).toBe("deep");
});

test("a reset empties the bytes, and makes what is declared again", async () => {
  await client.query("set storage.allow_delete_query = 'true'; delete from storage.objects");
  await resetBytes(client, { project: project(), onNotice });
  expect(await read("a.svg")).toBe("<svg/>");
  const bytes = await openBytes(client, project().stateDirectory);
  const keys: string[] = [];
  for await (const key of bytes.keys()) keys.push(key);
  expect(keys).toHaveLength(2);
});

test("a key that is none opens nothing", async () => {
  const { directory } = lab.api;
  const folder = openContentFolder(join(directory, ".rowlock", "storage", "x"), directory);
  for (const key of ["../../etc/passwd", "", "AB".repeat(32), `${"a".repeat(63)}/`]) {
    await expect(folder.open(key)).rejects.toThrow(/64 hexadecimal digits/);
  }
});
