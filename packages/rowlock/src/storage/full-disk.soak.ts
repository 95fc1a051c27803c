// A disk that fills while a file comes: a file system of 4 MB for the bytes. It is refused in storage's form, nothing of
// it is left, no row names it, and what was there is as it was. Needs root, to mount it, and Linux.
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { bundleProgram, type Program, runProgram } from "../../test/program.ts";

const MEGABYTE = 1024 * 1024;
const AUTHORIZED = { authorization: "Bearer x" };

let database: TestDatabase;
let folder: string;
let home: string;
let program: Program;
let url: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query("insert into storage.buckets (id, name) values ('b', 'b')");
  home = await mkdtemp(join(tmpdir(), "rowlock-full-storage-"));
  folder = await mkdtemp(join(tmpdir(), "rowlock-full-bytes-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", folder]);
  const argument = { ownerUrl: database.ownerUrl, serviceUrl: database.serviceUrl, folder };
  program = runProgram(await bundleProgram("storage-server", home), { argument });
  url = `${JSON.parse(await program.line()).url}/storage/v1`;
});

afterAll(async () => {
  program?.child.kill("SIGKILL");
  await program?.ended;
  execFileSync("umount", ["--lazy", folder]);
  await database?.drop();
  for (const path of [folder, home]) await rm(path, { recursive: true, force: true });
});

function upload(name: string, bytes: number): Promise<Response> {
  const body = Buffer.alloc(bytes, name);
  return fetch(`${url}/object/b/${name}`, { method: "PUT", body, headers: AUTHORIZED });
}

async function names(): Promise<readonly string[]> {
  const { rows } = await database.query("select name from storage.objects order by name");
  return rows.map(({ name }) => name);
}

async function filesThere(): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

test("a file that no longer fits is refused, and leaves nothing", async () => {
  expect((await upload("small", MEGABYTE)).status).toBe(200);
  const refused = await upload("large", 6 * MEGABYTE);
  expect(refused.status).toBe(507);
  expect(await refused.json()).toEqual({
    statusCode: "507",
    code: "InsufficientStorage",
    error: "InsufficientStorage",
    message: "The disk is full, so nothing was kept: free some space",
  });
  expect(await names()).toEqual(["small"]);
  expect(await filesThere()).toHaveLength(1);
});

test("one that would have replaced another leaves that as it was", async () => {
  expect((await upload("small", 6 * MEGABYTE)).status).toBe(507);
  const there = await fetch(`${url}/object/b/small`, { headers: AUTHORIZED });
  expect((await there.arrayBuffer()).byteLength).toBe(MEGABYTE);
  expect(await filesThere()).toHaveLength(1);
  // There is room for what fits.
  expect((await upload("other", MEGABYTE)).status).toBe(200);
});

test("a part of a resumable upload is refused alike, and what came of it is still there", async () => {
  const size = 6 * MEGABYTE;
  const tus = { ...AUTHORIZED, "tus-resumable": "1.0.0" };
  const metadata = [`bucketName ${btoa("b")}`, `objectName ${btoa("parts")}`].join(",");
  const created = await fetch(`${url}/upload/resumable`, {
    method: "POST",
    headers: { ...tus, "upload-length": String(size), "upload-metadata": metadata },
  });
  expect(created.status).toBe(201);
  const place = created.headers.get("location") ?? "";
  const refused = await fetch(place, {
    method: "PATCH",
    body: Buffer.alloc(size, "parts"),
    headers: { ...tus, "upload-offset": "0", "content-type": "application/offset+octet-stream" },
  });
  expect(refused.status).toBe(507);
  expect(await refused.text()).toBe("The disk is full: free some space, then send the rest");
  expect(await names()).not.toContain("parts");
  const looked = await fetch(place, { method: "HEAD", headers: tus });
  expect(Number(looked.headers.get("upload-offset"))).toBeLessThan(4 * MEGABYTE);
  // Given up, it leaves its room to others.
  expect((await fetch(place, { method: "DELETE", headers: tus })).status).toBe(204);
  expect((await upload("after", MEGABYTE)).status).toBe(200);
});
