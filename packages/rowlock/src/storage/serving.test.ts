// What goes over the wire beyond the client's methods: ranges, conditions, headers, hostile names and bodies, refusals.

import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type StorageLab, startStorageLab } from "../../test/storage-lab.ts";

let lab: StorageLab;
let key: string;

beforeAll(async () => {
  lab = await startStorageLab();
  key = lab.api.stack.appKeys().serviceRoleKey;
});

afterAll(() => lab?.close());

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${lab.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${key}`, ...init.headers },
  });

async function put(name: string, body: string, headers: Record<string, string> = {}) {
  const path = `/object/avatars/${name}`;
  const response = await ask(path, { method: "PUT", body, headers });
  expect(response.status).toBe(200);
}

const read = (name: string, headers: Record<string, string> = {}) =>
  fetch(`${lab.url}/object/public/avatars/${name}`, { headers });

/** Files on the disk, drafts among them. */
async function filesOnDisk(): Promise<readonly string[]> {
  const found = await readdir(join(lab.api.directory, ".rowlock", "storage"), {
    recursive: true,
    withFileTypes: true,
  });
  return found.filter((entry) => entry.isFile()).map(({ name }) => name);
}

const rowCount = async () =>
  Number((await lab.api.sql("select count(*) from storage.objects")).rows[0].count);

describe("reading", () => {
  test("ranges", async () => {
    await put("r.txt", "0123456789", { "content-type": "text/plain" });
    const part = async (range: string, more: Record<string, string> = {}) => {
      const response = await read("r.txt", { range, ...more });
      return [response.status, response.headers.get("content-range"), await response.text()];
    };
    expect(await part("bytes=2-4")).toEqual([206, "bytes 2-4/10", "234"]);
    expect(await part("bytes=7-")).toEqual([206, "bytes 7-9/10", "789"]);
    expect(await part("bytes=-3")).toEqual([206, "bytes 7-9/10", "789"]);
    expect(await part("bytes=0-99")).toEqual([206, "bytes 0-9/10", "0123456789"]);
    expect(await part("bytes=4-2")).toEqual([200, null, "0123456789"]);
    expect(await part("lines=1-2")).toEqual([200, null, "0123456789"]);
    expect(await part("bytes=0-1", { "if-range": '"other"' })).toEqual([200, null, "0123456789"]);
    const beyond = await read("r.txt", { range: "bytes=10-" });
    expect([beyond.status, await beyond.json()]).toEqual([
      400,
      expect.objectContaining({ statusCode: "416", code: "InvalidRange" }),
    ]);
  });

  test("conditions and caching", async () => {
    await put("c.txt", "cached", { "cache-control": "max-age=77" });
    const first = await read("c.txt");
    expect(first.headers.get("cache-control")).toBe("max-age=77");
    const etag = first.headers.get("etag") ?? "";
    const modified = first.headers.get("last-modified") ?? "";
    for (const headers of [
      { "if-none-match": etag },
      { "if-none-match": `"x", W/${etag}` },
      { "if-none-match": "*" },
      { "if-modified-since": modified },
    ]) {
      const again = await read("c.txt", headers);
      expect([again.status, await again.text()]).toEqual([304, ""]);
    }
    expect((await read("c.txt", { "if-none-match": '"x"' })).status).toBe(200);
    const earlier = new Date(Date.parse(modified) - 1000).toUTCString();
    expect((await read("c.txt", { "if-modified-since": earlier })).status).toBe(200);
  });

  test("what could run as a page runs nowhere", async () => {
    await put("page.html", "<script>1</script>", { "content-type": "Text/HTML; charset=utf-8" });
    await put("image.svg", "<svg onload='1'/>", { "content-type": "image/svg+xml" });
    await put("doc.pdf", "%PDF", { "content-type": "application/pdf" });
    const types: (string | null)[] = [];
    for (const name of ["page.html", "image.svg"]) {
      const { headers } = await read(name);
      types.push(headers.get("content-type"));
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'/);
    }
    expect(types).toEqual(["text/plain", "image/svg+xml"]);
    expect((await read("doc.pdf")).headers.has("content-security-policy")).toBe(false);
  });

  test("a name to save it under", async () => {
    await put("d.txt", "x");
    const disposition = async (query: string) =>
      (await read(`d.txt?${query}`)).headers.get("content-disposition");
    expect(await disposition("x=1")).toBeNull();
    expect(await disposition("download")).toBe("attachment;");
    expect(await disposition("download=%22a%0d%0ab.txt")).toBe(
      "attachment; filename=%22a%0D%0Ab.txt; filename*=UTF-8''%22a%0D%0Ab.txt",
    );
  });

  test("a large file comes whole, in parts that are asked for as well", async () => {
    const large = Buffer.alloc(3_000_000, "0123456789abcdef");
    const { error } = await lab.service.storage.from("avatars").upload("large", large);
    expect(error).toBeNull();
    expect(Buffer.from(await (await read("large")).arrayBuffer()).equals(large)).toBe(true);
    const part = await read("large", { range: "bytes=1000000-2999999" });
    expect(Buffer.from(await part.arrayBuffer()).equals(large.subarray(1_000_000))).toBe(true);
  });
});

describe("hostile names", () => {
  test.each([
    "..%2f..%2fetc%2fpasswd",
    "a/..%2f..%2fb",
    "%2e%2e%2fx",
    "a%00b",
    "back%5cslash",
    "%F0%9F%98%80",
    "%E2%80%AEtxt.exe",
    "x".repeat(1025),
  ])("%s is refused, and nothing is written", async (name) => {
    const before = [await filesOnDisk(), await rowCount()];
    const response = await ask(`/object/files/${name}`, { method: "POST", body: "x" });
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ code: "InvalidKey" }),
    ]);
    expect([await filesOnDisk(), await rowCount()]).toEqual(before);
  });

  test.each(["%", "%zz", "a%ff"])("%s is no path", async (name) => {
    const response = await ask(`/object/files/${name}`, { method: "POST", body: "x" });
    expect(response.status).toBe(400);
  });

  test("names of the greatest length and of every character that there may be are kept", async () => {
    for (const name of ["y".repeat(1024), "a b!-_.*'()&$@=;:+,?/z"]) {
      const path = `/object/files/${encodeURIComponent(name)}`;
      expect((await ask(path, { method: "POST", body: name })).status).toBe(200);
      expect(await (await ask(path)).text()).toBe(name);
    }
    const names = await filesOnDisk();
    expect(names.every((name) => /^[0-9a-f]{62}$/.test(name))).toBe(true);
  });

  test.each(["..", "a/b", " x", "%00", "y".repeat(101), "😀"])(
    "no bucket is called %s",
    async (name) => {
      const response = await ask("/bucket", {
        method: "POST",
        body: JSON.stringify({ name }),
        headers: { "content-type": "application/json" },
      });
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({ code: "InvalidBucketName" }),
      ]);
    },
  );
});

describe("bodies", () => {
  test("one that stops half way is never seen, and leaves nothing", async () => {
    const before = [await filesOnDisk(), await rowCount()] as const;
    for (const type of ["text/plain", "multipart/form-data; boundary=X"]) {
      const { port } = new URL(lab.url);
      const socket = connect(Number(port), "127.0.0.1");
      const head = [
        "POST /storage/v1/object/files/half.txt HTTP/1.1",
        "Host: 127.0.0.1",
        `Authorization: Bearer ${key}`,
        `Content-Type: ${type}`,
        "Content-Length: 100000",
      ];
      const form = `--X\r\nContent-Disposition: form-data; name=""; filename="a"\r\n\r\n`;
      socket.write(`${head.join("\r\n")}\r\n\r\n${type.startsWith("m") ? form : ""}half of it`);
      await expect.poll(async () => (await filesOnDisk()).length).toBe(before[0].length + 1);
      socket.destroy();
      await expect.poll(filesOnDisk).toEqual(before[0]);
    }
    expect([await filesOnDisk(), await rowCount()]).toEqual(before);
  });

  test("of two uploads to one name at once, one is kept, and the other is told", async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const name = `twice-${turn}`;
      const before = (await filesOnDisk()).length;
      const upload = (body: string) =>
        ask(`/object/files/${name}`, { method: "POST", body }).then(({ status }) => status);
      const statuses = await Promise.all([upload("one"), upload("two"), upload("three")]);
      expect(statuses.sort()).toEqual([200, 400, 400]);
      expect((await filesOnDisk()).length).toBe(before + 1);
    }
  });

  test("of upserts to one name at once, the last is kept with its own bytes", async () => {
    const before = (await filesOnDisk()).length;
    const bodies = Array.from({ length: 12 }, (_, index) => `body ${index}`);
    const answers = await Promise.all(
      bodies.map((body) => ask("/object/files/upserted", { method: "PUT", body })),
    );
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(bodies).toContain(await (await ask("/object/files/upserted")).text());
    expect((await filesOnDisk()).length).toBe(before + 1);
  });

  test("a form without a file, a broken one, and user metadata beyond its limit", async () => {
    const form = new FormData();
    form.append("cacheControl", "1");
    const without = await ask("/object/files/form", { method: "POST", body: form });
    expect(await without.json()).toMatchObject({ message: "No content provided" });
    const broken = await ask("/object/files/form", {
      method: "POST",
      body: "nothing",
      headers: { "content-type": "multipart/form-data" },
    });
    expect(broken.status).toBe(400);
    const heavy = new FormData();
    heavy.append("metadata", JSON.stringify({ a: "x".repeat(1024 * 1024) }));
    heavy.append("", new Blob(["x"]), "x");
    const refused = await ask("/object/files/form", { method: "POST", body: heavy });
    expect(await refused.json()).toMatchObject({ statusCode: "413" });
  });

  test("one beyond the project's limit is refused, declared or not", async () => {
    const most = 50 * 1024 * 1024;
    const declared = await ask("/object/files/huge", {
      method: "POST",
      body: Buffer.alloc(most + 1),
    });
    expect(await declared.json()).toMatchObject({ code: "EntityTooLarge" });
    let left = 52;
    const stream = new ReadableStream({
      pull(controller) {
        left -= 1;
        if (left < 0) controller.close();
        else controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    const sent: RequestInit & { duplex: "half" } = { method: "POST", body: stream, duplex: "half" };
    const counted = await ask("/object/files/huge", sent);
    expect(await counted.json()).toMatchObject({ code: "EntityTooLarge" });
    const whole = await ask("/object/files/whole", { method: "POST", body: Buffer.alloc(most) });
    expect(whole.status).toBe(200);
  });
});

describe("refusals", () => {
  const body = async (response: Response) => [response.status, await response.json()];

  test("without a token, with one that is none, or one of a wrong form of request", async () => {
    expect(await body(await fetch(`${lab.url}/bucket`))).toEqual([
      400,
      {
        statusCode: "400",
        error: "Error",
        code: "InvalidRequest",
        message: "headers must have required property 'authorization'",
      },
    ]);
    const bad = await ask("/bucket", { headers: { authorization: "Bearer not-a-jwt" } });
    expect(await body(bad)).toEqual([
      400,
      {
        statusCode: "403",
        error: "Unauthorized",
        code: "AccessDenied",
        message: "Invalid Compact JWS",
      },
    ]);
    const post = (path: string, sent: object) =>
      ask(path, { method: "POST", body: JSON.stringify(sent) }).then(body);
    expect(await post("/bucket", {})).toMatchObject([
      400,
      { message: "body must have required property 'name'" },
    ]);
    expect(await post("/object/list/files", { prefix: "", limit: 0 })).toMatchObject([
      400,
      { message: "body/limit must be >= 1" },
    ]);
    expect(await post("/object/list-v2/files", { cursor: "bm9uZQ==" })).toMatchObject([
      400,
      { code: "InvalidParameter" },
    ]);
  });

  test("nobody may read public files with a token that is none, and no private ones", async () => {
    await put("open.txt", "open");
    await ask("/object/files/closed.txt", { method: "PUT", body: "closed" });
    const headers = { authorization: "Bearer not-a-jwt" };
    expect(await (await ask("/object/avatars/open.txt", { headers })).text()).toBe("open");
    expect(await body(await ask("/object/files/closed.txt", { headers }))).toMatchObject([
      400,
      { message: "Bucket not found" },
    ]);
  });

  test("an error inside of a policy is told in PostgreSQL's words", async () => {
    const token = await lab.token("ada");
    await lab.api.sql(`create policy broken on storage.objects for insert to authenticated
      with check (auth.uid() is not null)`);
    const headers = { authorization: `Bearer ${token}` };
    const refused = await ask("/object/files/elsewhere", { method: "POST", body: "x", headers });
    expect(await body(refused)).toMatchObject([
      400,
      { statusCode: "400", code: "InvalidParameter", message: expect.stringContaining("uuid") },
    ]);
    await lab.api.sql("drop policy broken on storage.objects");
  });

  test("what is not here says so", async () => {
    expect(await body(await ask("/s3/avatars"))).toMatchObject([
      501,
      { message: expect.stringContaining("S3") },
    ]);
    expect((await ask("/nothing")).status).toBe(404);
  });

  test("bytes that are gone", async () => {
    await lab.api.sql(
      "insert into storage.objects (bucket_id, name, version) values ('files', 'ghost', gen_random_uuid())",
    );
    expect(await body(await ask("/object/files/ghost"))).toMatchObject([
      400,
      { statusCode: "404", message: "The resource was not found" },
    ]);
  });
});
