// Resumable uploads, by the protocol itself: TUS 1.0.0, as tus-js-client and Uppy speak it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StorageLab, startStorageLab } from "../../test/storage-lab.ts";

let lab: StorageLab;

beforeAll(async () => {
  lab = await startStorageLab();
});

afterAll(() => lab?.close());

interface Creation {
  readonly name: string;
  readonly size: number;
  readonly headers: Record<string, string>;
  readonly path?: string;
  readonly bucket?: string;
}

const encode = (value: string) => Buffer.from(value).toString("base64");
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const TUS = { "tus-resumable": "1.0.0" };

function create({ name, size, headers, path = "", bucket = "files" }: Creation) {
  const metadata = {
    bucketName: bucket,
    objectName: name,
    contentType: "text/plain",
    cacheControl: "60",
    metadata: JSON.stringify({ by: "parts" }),
  };
  return fetch(`${lab.url}/upload/resumable${path}`, {
    method: "POST",
    headers: {
      ...TUS,
      ...headers,
      "upload-length": String(size),
      "upload-metadata": Object.entries(metadata)
        .map(([key, value]) => `${key} ${encode(value)}`)
        .join(","),
    },
  });
}

interface Part {
  readonly offset: number;
  readonly body: string;
  readonly headers: Record<string, string>;
}

const append = (url: string, { offset, body, headers }: Part) =>
  fetch(url, {
    method: "PATCH",
    body,
    headers: {
      ...TUS,
      ...headers,
      "upload-offset": String(offset),
      "content-type": "application/offset+octet-stream",
    },
  });

const look = (url: string, headers: Record<string, string>) =>
  fetch(url, { method: "HEAD", headers: { ...TUS, ...headers } });

test("one in two parts is there when the last has come, and not before", async () => {
  const name = `${lab.ids.ada}/parts.txt`;
  const headers = bearer(await lab.token("ada"));
  const files = lab.as("ada").storage.from("files");
  const created = await create({ name, size: 10, headers });
  expect(created.status).toBe(201);
  const url = created.headers.get("location") ?? "";
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/storage\/v1\/upload\/resumable\/[\w-]+$/);
  expect(created.headers.has("upload-expires")).toBe(true);

  const first = await append(url, { offset: 0, body: "hello", headers });
  expect([first.status, first.headers.get("upload-offset")]).toEqual([204, "5"]);
  expect((await files.exists(name)).data).toBe(false);
  expect((await append(url, { offset: 0, body: "again", headers })).status).toBe(409);
  const seen = await look(url, headers);
  expect([seen.headers.get("upload-offset"), seen.headers.get("upload-length")]).toEqual([
    "5",
    "10",
  ]);

  const second = await append(url, { offset: 5, body: "world", headers });
  expect([second.status, second.headers.get("tus-complete")]).toEqual([204, "1"]);
  expect(await (await files.download(name)).data?.text()).toBe("helloworld");
  expect((await files.info(name)).data).toMatchObject({
    size: 10,
    contentType: "text/plain",
    cacheControl: "max-age=60",
    metadata: { by: "parts" },
    etag: '"fc5e038d38a57032085441e7fe7010b0"',
  });
  const { rows } = await lab.api.sql("select owner_id from storage.objects where name = $1", [
    name,
  ]);
  expect(rows).toEqual([{ owner_id: lab.ids.ada }]);
});

test("nobody begins or goes on with one in another's folder", async () => {
  const name = `${lab.ids.ada}/hers.txt`;
  const [ada, grace] = [bearer(await lab.token("ada")), bearer(await lab.token("grace"))];
  const refused = await create({ name, size: 5, headers: grace });
  expect([refused.status, await refused.text()]).toEqual([
    403,
    "new row violates row-level security policy",
  ]);
  const url = (await create({ name, size: 5, headers: ada })).headers.get("location") ?? "";
  expect((await append(url, { offset: 0, body: "theft", headers: grace })).status).toBe(403);
  const removal = { method: "DELETE", headers: { ...TUS, ...grace } };
  expect((await fetch(url, removal)).status).toBe(403);
  expect((await look(url, {})).status).toBe(400);
  expect((await append(url, { offset: 0, body: "still", headers: ada })).status).toBe(204);
});

test("without an upsert, what is there by the end is not replaced", async () => {
  const name = `${lab.ids.ada}/race.txt`;
  const headers = bearer(await lab.token("ada"));
  const url = (await create({ name, size: 4, headers })).headers.get("location") ?? "";
  const files = lab.as("ada").storage.from("files");
  await files.upload(name, "first");
  expect((await append(url, { offset: 0, body: "late", headers })).status).toBe(409);
  expect(await (await files.download(name)).data?.text()).toBe("first");
  const upsert = { ...headers, "x-upsert": "true" };
  const again = (await create({ name, size: 4, headers: upsert })).headers.get("location") ?? "";
  expect((await append(again, { offset: 0, body: "over", headers: upsert })).status).toBe(204);
  expect(await (await files.download(name)).data?.text()).toBe("over");
});

test("a signed token stands for the rights, at its own place alone", async () => {
  const files = lab.as("ada").storage.from("files");
  const name = `${lab.ids.ada}/signed.txt`;
  const { data } = await files.createSignedUploadUrl(name);
  const headers = { "x-signature": data?.token ?? "" };
  const created = await create({ name, size: 2, headers, path: "/sign" });
  expect(created.status).toBe(201);
  const url = created.headers.get("location") ?? "";
  expect(url).toContain("/upload/resumable/sign/");
  expect((await append(url, { offset: 0, body: "ok", headers })).status).toBe(204);
  expect(await (await files.download(name)).data?.text()).toBe("ok");
  const elsewhere = { name: `${name}.other`, size: 2, path: "/sign" };
  expect((await create({ ...elsewhere, headers })).status).toBe(400);
  expect((await create({ ...elsewhere, headers: {} })).status).toBe(400);
});

test("limits, buckets and names are kept to", async () => {
  const headers = bearer(lab.api.stack.appKeys().serviceRoleKey);
  const { storage } = lab.service;
  await storage.createBucket("tiny", { public: false, fileSizeLimit: 3 });
  await storage.createBucket("pictures", { public: false, allowedMimeTypes: ["image/*"] });
  const status = async (asked: Omit<Creation, "headers">) => {
    const response = await create({ ...asked, headers });
    return [response.status, await response.text()];
  };
  expect(await status({ name: "a", size: 4, bucket: "tiny" })).toEqual([
    413,
    expect.stringContaining("Maximum size exceeded"),
  ]);
  expect(await status({ name: "a", size: 1, bucket: "none" })).toEqual([404, "Bucket not found"]);
  expect(await status({ name: "a", size: 1, bucket: "pictures" })).toEqual([
    415,
    expect.any(String),
  ]);
  expect(await status({ name: "../a", size: 1 })).toEqual([400, expect.any(String)]);
  expect(await status({ name: "d/.emptyFolderPlaceholder", size: 1 })).toEqual([
    413,
    expect.any(String),
  ]);
  const url = `${lab.url}/upload/resumable/`;
  for (const id of ["x", Buffer.from("files/../../etc/passwd").toString("base64url"), "%00"]) {
    expect([id, (await look(url + id, headers)).status]).toEqual([id, 404]);
  }
  const { headers: told } = await fetch(`${lab.url}/upload/resumable`, { method: "OPTIONS" });
  expect([told.get("tus-version"), told.get("tus-max-size")]).toEqual(["1.0.0", "52428800"]);
});

test("an abandoned one is gone", async () => {
  const headers = bearer(await lab.token("ada"));
  const name = `${lab.ids.ada}/dropped.txt`;
  const url = (await create({ name, size: 5, headers })).headers.get("location") ?? "";
  expect((await fetch(url, { method: "DELETE", headers: { ...TUS, ...headers } })).status).toBe(
    204,
  );
  expect((await look(url, headers)).status).toBe(404);
});
