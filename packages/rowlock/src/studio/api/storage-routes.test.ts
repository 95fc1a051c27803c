// Buckets and files through Studio's API, over a whole stack: what is done as the service, what a person is shown by
// their own token, and that neither a name nor a file leads anywhere else.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StorageLab, startStorageLab } from "../../../test/storage-lab.ts";
import type { ApiProblem } from "../wire/problem.ts";
import type { ProtectPlan } from "../wire/protect.ts";
import type { RunSqlAnswer } from "../wire/query.ts";
import type { Bucket, FileAddress, FilesPage } from "../wire/storage.ts";

let lab: StorageLab;
let origin: string;
let secret: string;

beforeAll(async () => {
  lab = await startStorageLab();
  const link = new URL(lab.api.stack.studioLink);
  origin = link.origin;
  secret = link.hash.slice("#token=".length);
  for (const person of ["ada", "grace"] as const) {
    await lab.as(person).storage.from("files").upload(`${lab.ids[person]}/note.txt`, person);
  }
});

afterAll(() => lab?.close());

function call(path: string, body?: object): Promise<Response> {
  return fetch(`${origin}/api${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { "x-rowlock-studio": secret, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function ask<Answer>(path: string, body?: object): Promise<Answer> {
  const response = await call(path, body);
  expect([response.status, response.ok ? "" : await response.clone().text()]).toEqual([200, ""]);
  return (await response.json()) as Answer;
}

async function refused(path: string, body: object): Promise<ApiProblem["error"]> {
  const response = await call(path, body);
  expect(response.status).toBe(422);
  return ((await response.json()) as ApiProblem).error;
}

function upload(query: Record<string, string>, body: string | Uint8Array<ArrayBuffer>) {
  return fetch(`${origin}/api/storage/upload?${new URLSearchParams(query)}`, {
    method: "POST",
    headers: { "x-rowlock-studio": secret, "content-type": "application/octet-stream" },
    body,
  });
}

const list = (folder: string, as?: object) =>
  ask<FilesPage>("/storage/list", { bucket: "files", folder, ...(as && { as }) });
const names = ({ entries }: FilesPage) => entries.map(({ name }) => name);
const person = (name: "ada" | "grace") => ({ kind: "user", userId: lab.ids[name] });

test("a bucket is made, changed and deleted with all that is in it", async () => {
  const made = { id: "made", public: false, fileSizeLimit: 2000, allowedMimeTypes: ["text/*"] };
  await ask("/storage/buckets/save", { ...made, isNew: true });
  const find = async () =>
    (await ask<readonly Bucket[]>("/storage/buckets")).find(({ id }) => id === "made");
  expect(await find()).toEqual(made);
  const changed = { ...made, public: true, fileSizeLimit: null, allowedMimeTypes: null };
  await ask("/storage/buckets/save", { ...changed, isNew: false });
  expect(await find()).toEqual(changed);
  expect((await refused("/storage/buckets/save", { ...made, isNew: true })).field).toBe("id");
  expect((await refused("/storage/buckets/save", { ...made, id: "a/b", isNew: true })).field).toBe(
    "id",
  );
  expect((await upload({ bucket: "made", name: "x.txt" }, "x")).status).toBe(200);
  await ask("/storage/buckets/delete", { id: "made" });
  expect(await find()).toBeUndefined();
});

test("a folder is listed as the service sees it, as a person does, and as nobody", async () => {
  expect(names(await list("")).sort()).toEqual([lab.ids.ada, lab.ids.grace].sort());
  expect(names(await list("", person("ada")))).toEqual([lab.ids.ada]);
  expect(names(await list(`${lab.ids.grace}/`, person("ada")))).toEqual([]);
  expect(names(await list("", { kind: "anon" }))).toEqual([]);
  expect((await list(`${lab.ids.ada}/`)).entries).toMatchObject([
    { name: "note.txt", isFolder: false, size: 3, mimeType: expect.stringContaining("text/plain") },
  ]);
});

test("a file is read, moved and deleted; a person reads only what is theirs", async () => {
  const name = `${lab.ids.ada}/note.txt`;
  const file = { bucket: "files", name };
  const own = await call("/storage/read", { ...file, as: person("ada") });
  expect([await own.text(), own.headers.get("x-file-size")]).toEqual(["ada", "3"]);
  expect((await refused("/storage/read", { ...file, as: person("grace") })).message).toBe(
    "Object not found",
  );
  const moved = { bucket: "files", from: name, to: `${lab.ids.ada}/deep/in/renamed.txt` };
  await ask("/storage/move", moved);
  expect(names(await list(`${lab.ids.ada}/deep/in/`, person("ada")))).toEqual(["renamed.txt"]);
  expect((await refused("/storage/move", { ...moved, from: moved.to, to: "ü" })).field).toBe("to");
  await ask("/storage/remove", { bucket: "files", names: [], folders: [`${lab.ids.ada}/deep/`] });
  expect(names(await list(`${lab.ids.ada}/`))).toEqual([]);
});

test("an address is public, or signed for what the viewer may read", async () => {
  const name = `${lab.ids.grace}/a b&c?.txt`;
  await upload({ bucket: "avatars", name, type: "text/plain" }, "seen");
  await upload({ bucket: "files", name, type: "text/plain" }, "signed");
  const link = (body: object) => ask<FileAddress>("/storage/link", { name, ...body });
  const open = await link({ bucket: "avatars", seconds: null });
  expect(await (await fetch(open.url)).text()).toBe("seen");
  const signed = await link({ bucket: "files", seconds: 60, as: person("grace") });
  expect(await (await fetch(signed.url)).text()).toBe("signed");
  const foreign = { bucket: "files", name, seconds: 60, as: person("ada") };
  expect((await refused("/storage/link", foreign)).message).toBe("Object not found");
});

test("a large file is streamed through, and only its beginning is read back", async () => {
  const size = 12 * 1024 * 1024;
  expect((await upload({ bucket: "files", name: "large.bin" }, new Uint8Array(size))).status).toBe(
    200,
  );
  const read = await call("/storage/read", { bucket: "files", name: "large.bin" });
  expect(read.headers.get("x-file-size")).toBe(String(size));
  expect((await read.arrayBuffer()).byteLength).toBe(4 * 1024 * 1024);
});

test("what was uploaded is never a document of Studio's origin", async () => {
  const html = "<script>document.title = 'broken out'</script>";
  await upload({ bucket: "avatars", name: "page.html", type: "text/html" }, html);
  await upload({ bucket: "avatars", name: "page.svg", type: "image/svg+xml" }, html);
  for (const name of ["page.html", "page.svg"]) {
    const { headers } = await call("/storage/read", { bucket: "avatars", name });
    expect(headers.get("content-type")).toBe("application/octet-stream");
    expect(headers.get("content-disposition")).toBe("attachment");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  }
});

// A name with dots would have led a call, with the service's key, to another of storage's paths: to an upload.
const NAMES = [
  "../../avatars/planted",
  "a/../../../bucket",
  "..",
  "%2e%2e/x",
  "\u202egnp.exe",
  "\u{1f600}/\u{1f600}.txt",
  "a".repeat(1024),
  "back\\slash",
  "line\nbreak",
];

test.each(NAMES)(
  "a file that is called %j is shown and deleted, and leads nowhere",
  async (name) => {
    const bucket = "avatars";
    const folder = name.slice(0, name.lastIndexOf("/") + 1);
    const shown = async () => names(await ask<FilesPage>("/storage/list", { bucket, folder }));
    await lab.api.sql(
      "insert into storage.objects (bucket_id, name, version) values ($1, $2, 'x')",
      [bucket, name],
    );
    expect(await shown()).toContain(name.slice(folder.length));
    // There are no bytes, and of most of these names storage says that they are none.
    await refused("/storage/read", { bucket, name });
    await call("/storage/link", { bucket, name, seconds: 60 });
    const { rows } = await lab.api.sql("select from storage.objects where name = 'planted'");
    expect(rows).toEqual([]);
    await ask("/storage/remove", { bucket, names: [name], folders: [] });
    expect(await shown()).not.toContain(name.slice(folder.length));
  },
);

test("the policies of a bucket are planned, written, and hold", async () => {
  const shape = { bucket: "private", owner: "user", read: "owner", write: "owner", native: true };
  const plan = () => ask<ProtectPlan>("/protect/bucket/plan", shape);
  const planned = await plan();
  expect(planned.sql).toContain("(storage.foldername(name))[1]");
  expect(planned.sql).toContain("insert into storage.buckets");
  expect((await ask<RunSqlAnswer>("/protect/bucket/apply", shape)).problem).toBeUndefined();
  expect((await plan()).sql).toBe("");
  const name = `${lab.ids.ada}/x.txt`;
  const uploadAs = async (who: "ada" | "grace") =>
    (await lab.as(who).storage.from("private").upload(name, "x")).error?.message;
  expect(await uploadAs("grace")).toBe("new row violates row-level security policy");
  expect(await uploadAs("ada")).toBeUndefined();
});

test("without the secret, or from another origin, no file comes in", async () => {
  const target = `${origin}/api/storage/upload?bucket=files&name=x`;
  const send = (headers: Record<string, string>) =>
    fetch(target, { method: "POST", headers, body: "x" });
  expect((await send({})).status).toBe(401);
  const foreign = { "x-rowlock-studio": secret, origin: "https://example.com" };
  expect((await send(foreign)).status).toBe(403);
});
