// Images on their way out, by the official client: sizes, formats, limits, and that no right is wider here than at the
// object itself. Without sharp only its absence can be tried.
import { randomUUID } from "node:crypto";
import type * as Sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { type StorageLab, startStorageLab } from "../../test/storage-lab.ts";
import { createBatchRunner } from "../database/batch/create-batch-runner.ts";
import { listen } from "../http/listen.ts";
import { createMemoryBytes } from "./bytes/memory-bytes.ts";
import { loadImageTransformer } from "./images/image-transformer.ts";
import { readTransformation, writeTransformation } from "./images/transformation.ts";
import { SERVICE_TOKEN } from "./rights/ask.ts";
import { createStorage } from "./storage.ts";

const sharp: typeof Sharp.default | undefined = await import("sharp").then(
  (found) => found.default,
  () => undefined,
);

test("without sharp the route says how to get it, to who may read the image alone", async () => {
  const database = await createTestDatabase();
  await database.query("insert into storage.buckets (id, name) values ('b', 'b')");
  const runner = createBatchRunner({ connectionString: database.serviceUrl, max: 1 });
  const unsigned = () => Promise.reject(new Error("Nothing is signed here"));
  const storage = createStorage({
    runner: () => runner,
    authenticate: () => SERVICE_TOKEN,
    bytes: createMemoryBytes(),
    signer: { sign: unsigned, verify: unsigned },
    images: () => loadImageTransformer(() => Promise.reject(new Error("not there"))),
    fileSizeLimit: 1000,
    basePath: "/storage/v1",
    now: Date.now,
    newVersion: randomUUID,
    onError: () => {},
  });
  const listener = await listen({ name: "storage", port: 0, fetch: storage.fetch });
  try {
    const headers = { authorization: "Bearer x", "content-type": "image/png" };
    const url = `${listener.url}/storage/v1`;
    await fetch(`${url}/object/b/p.png`, { method: "POST", headers, body: "a picture" });
    const answer = await fetch(`${url}/render/image/authenticated/b/p.png?width=10`, { headers });
    expect([answer.status, await answer.json()]).toEqual([
      501,
      {
        statusCode: "501",
        code: "NotSupported",
        error: "NotSupported",
        message: expect.stringContaining("npm install --save-dev sharp"),
      },
    ]);
    const none = await fetch(`${url}/render/image/authenticated/b/none.png`, { headers });
    expect([none.status, await none.json()]).toEqual([
      400,
      expect.objectContaining({ code: "NoSuchKey" }),
    ]);
  } finally {
    await listener.close();
    await runner.end();
    await database.drop();
  }
});

test("writeTransformation() and readTransformation() are each other's reverse", () => {
  const all = { width: 10, height: 20, resize: "fill", quality: 50, format: "webp" } as const;
  expect(writeTransformation(all)).toBe("width:10,height:20,resize:fill,quality:50,format:webp");
  expect(readTransformation(writeTransformation(all))).toEqual(all);
  expect(readTransformation("")).toEqual({});
  expect(() => readTransformation("width:many")).toThrow();
});

describe.skipIf(sharp === undefined)("with sharp, which is not installed everywhere", () => {
  let lab: StorageLab;
  const mine = (name: string) => `${lab.ids.ada}/${name}`;
  const files = (person: "ada" | "grace" = "ada") => lab.as(person).storage.from("files");

  /** Red on the left, blue on the right. */
  async function picture(width = 400, height = 200): Promise<Buffer> {
    const half = { width: width / 2, height, channels: 3 } as const;
    const blue = await sharp!({ create: { ...half, background: "#00f" } })
      .png()
      .toBuffer();
    return sharp!({ create: { ...half, width, background: "#f00" } })
      .composite([{ input: blue, left: width / 2, top: 0 }])
      .png()
      .toBuffer();
  }

  beforeAll(async () => {
    lab = await startStorageLab();
    const png = new Blob([Uint8Array.from(await picture())], { type: "image/png" });
    await files().upload(mine("p.png"), png);
    await lab.as("ada").storage.from("avatars").upload(mine("p.png"), png);
    await files().upload(mine("note.txt"), "no image", { contentType: "image/png" });
  });

  afterAll(() => lab?.close());

  async function describeImage(bytes: Uint8Array) {
    const { format, width, height } = await sharp!(bytes).metadata();
    return `${format} ${width}x${height}`;
  }

  async function transformed(transform: object, name = "p.png") {
    const { data, error } = await files().download(mine(name), { transform });
    if (error) throw error;
    return new Uint8Array(await data.arrayBuffer());
  }

  test.each([
    [{ width: 100 }, "png 100x50"],
    [{ height: 100 }, "png 200x100"],
    [{ width: 100, height: 100 }, "png 100x100"],
    [{ width: 100, height: 100, resize: "contain" }, "png 100x50"],
    [{ width: 100, height: 100, resize: "fill" }, "png 100x100"],
    [{ width: 100, format: "origin" }, "png 100x50"],
    [{ width: 100, format: "webp", quality: 30 }, "webp 100x50"],
    [{ width: 100_000 }, "png 400x200"],
  ])("download() with %o gives %s", async (transform, expected) => {
    expect(await describeImage(await transformed(transform))).toBe(expected);
  });

  async function ask(path: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${lab.url}/render/image/${path}`, { headers });
    return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
  }

  test("an answer says what it is, comes in parts, and comes as WebP to who takes that", async () => {
    const path = `public/avatars/${mine("p.png")}?width=40&height=40&gravity=ea`;
    const { response, bytes } = await ask(path);
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(response.headers.get("x-transformations")).toBe("width:40,height:40,gravity:ea");
    expect(response.headers.get("content-length")).toBe(String(bytes.length));
    expect(response.headers.get("content-security-policy")).toContain("sandbox");
    const etag = response.headers.get("etag") ?? "";
    const object = await fetch(`${lab.url}/object/public/avatars/${mine("p.png")}`);
    expect(etag).not.toBe(object.headers.get("etag"));
    expect((await ask(path, { "if-none-match": etag })).response.status).toBe(304);
    expect((await ask(path, { range: "bytes=0-3" })).bytes).toEqual(bytes.slice(0, 4));
    const webp = await ask(path, { accept: "image/avif,image/webp,*/*" });
    expect(await describeImage(webp.bytes)).toBe("webp 40x40");
  });

  test("gravity says which part is kept", async () => {
    const colour = async (gravity: string) => {
      const { bytes } = await ask(
        `public/avatars/${mine("p.png")}?width=50&height=200&gravity=${gravity}&format=origin`,
      );
      const { dominant } = await sharp!(bytes).stats();
      return dominant.r > dominant.b ? "red" : "blue";
    };
    expect(await colour("we")).toBe("red");
    expect(await colour("ea")).toBe("blue");
    expect(await colour("fp&x_offset=0.1&y_offset=0.5")).toBe("red");
    expect(await colour("fp&x_offset=0.9&y_offset=0.5")).toBe("blue");
  });

  test("whoever may not read the object gets nothing of it here", async () => {
    const path = `files/${mine("p.png")}?width=10`;
    const headers = {
      authorization: `Bearer ${await lab.token("grace")}`,
      apikey: lab.api.stack.appKeys().anonKey,
    };
    const answers = [
      await ask(`authenticated/${path}`),
      await ask(`authenticated/${path}`, headers),
      await ask(`public/${path}`),
      await ask(`sign/${path}`),
      await ask(`sign/${path}&token=none`),
    ];
    for (const { response, bytes } of answers) {
      expect(response.status).toBe(400);
      expect(new TextDecoder().decode(bytes)).toMatch(/^\{/);
    }
    const seen = await files("grace").download(mine("p.png"), { transform: { width: 10 } });
    expect(seen.data).toBeNull();
  });

  test("a signed transformation is good for just itself", async () => {
    const transform = { width: 20, height: 20 };
    const { data } = await files().createSignedUrl(mine("p.png"), 60, { transform });
    const url = new URL(data!.signedUrl);
    expect(url.pathname).toContain("/render/image/sign/");
    url.searchParams.set("width", "300");
    const answer = await fetch(url);
    expect(await describeImage(new Uint8Array(await answer.arrayBuffer()))).toBe("png 20x20");
    const original = await fetch(url.href.replace("/render/image/sign/", "/object/sign/"));
    expect(await original.json()).toMatchObject({ code: "InvalidSignature" });
    const other = await fetch(url.href.replace("p.png", "q.png"));
    expect(await other.json()).toMatchObject({ code: "InvalidSignature" });
  });

  test("what is no image, too large a one, or asked for in vain is refused in words", async () => {
    const bomb = await sharp!({
      create: { width: 8_000, height: 8_000, channels: 3, background: "#fff" },
    })
      .png()
      .toBuffer();
    await files().upload(mine("bomb.png"), new Blob([Uint8Array.from(bomb)]));
    await files().upload(mine("s.svg"), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    for (const name of ["note.txt", "bomb.png", "s.svg"]) {
      await expect(transformed({ width: 10 }, name)).rejects.toMatchObject({ status: 400 });
    }
    const { bytes } = await ask(`public/avatars/${mine("p.png")}?width=wide`);
    expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({
      statusCode: "400",
      message: expect.stringContaining("querystring/width"),
    });
  });
});
