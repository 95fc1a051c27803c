// Every method of `supabase.storage` in the installed client, over HTTP, with Clerk's tokens in both forms.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type StorageLab, startStorageLab } from "../../test/storage-lab.ts";

let lab: StorageLab;

beforeAll(async () => {
  lab = await startStorageLab();
});

afterAll(() => lab?.close());

const text = async (blob: Blob | null) => blob?.text();

describe.each(["template", "session"] as const)("with a token of the form %s", (form) => {
  const mine = (name: string) => `${lab.ids.ada}/${form}/${name}`;
  const files = () => lab.as("ada", form).storage.from("files");

  test("upload(), download(), info() and exists()", async () => {
    const uploaded = await files().upload(mine("a.txt"), "hello", {
      contentType: "text/plain",
      cacheControl: "60",
      metadata: { mood: "good" },
    });
    expect(uploaded).toEqual({
      error: null,
      data: { path: mine("a.txt"), id: expect.any(String), fullPath: `files/${mine("a.txt")}` },
    });
    expect(await text((await files().download(mine("a.txt"))).data)).toBe("hello");
    const { data } = await files().info(mine("a.txt"));
    expect(data).toMatchObject({
      id: uploaded.data?.id,
      name: mine("a.txt"),
      bucketId: "files",
      size: 5,
      contentType: "text/plain",
      cacheControl: "max-age=60",
      etag: '"5d41402abc4b2a76b9719d911017c592"',
      metadata: { mood: "good" },
      lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/),
    });
    expect((await files().exists(mine("a.txt"))).data).toBe(true);
    expect((await files().exists(mine("none.txt"))).data).toBe(false);
    const { rows } = await lab.api.sql(
      "select owner, owner_id from storage.objects where name = $1",
      [mine("a.txt")],
    );
    expect(rows).toEqual([{ owner: null, owner_id: lab.ids.ada }]);
  });

  test("upload() of every kind of body", async () => {
    const form_ = new FormData();
    form_.append("", new Blob(["form"], { type: "text/css" }), "x.css");
    const bodies = {
      text: ["as text", "as text"],
      blob: [new Blob(["as blob"], { type: "image/png" }), "as blob"],
      file: [new File(["as file"], "f.png", { type: "image/png" }), "as file"],
      form: [form_, "form"],
      bytes: [new TextEncoder().encode("as bytes"), "as bytes"],
      buffer: [Buffer.from("as buffer"), "as buffer"],
      stream: [new Blob(["as stream"]).stream(), "as stream"],
      empty: ["", ""],
    } as const;
    for (const [name, [body, expected]] of Object.entries(bodies)) {
      const { error } = await files().upload(mine(`kinds/${name}`), body as string);
      expect([name, error]).toEqual([name, null]);
      const { data } = await files().download(mine(`kinds/${name}`));
      expect([name, await text(data)]).toEqual([name, expected]);
    }
    expect((await files().info(mine("kinds/blob"))).data?.contentType).toBe("image/png");
    expect((await files().info(mine("kinds/form"))).data?.cacheControl).toBe("max-age=3600");
  });

  test("upload() does not replace, unless it is an upsert; update() does", async () => {
    await files().upload(mine("b.txt"), "one");
    const again = await files().upload(mine("b.txt"), "two");
    expect(again.error).toMatchObject({
      status: 400,
      statusCode: "409",
      message: "The resource already exists",
    });
    expect(await text((await files().download(mine("b.txt"))).data)).toBe("one");
    expect((await files().upload(mine("b.txt"), "three", { upsert: true })).error).toBeNull();
    expect(await text((await files().download(mine("b.txt"))).data)).toBe("three");
    expect((await files().update(mine("b.txt"), "four")).error).toBeNull();
    expect(await text((await files().download(mine("b.txt"))).data)).toBe("four");
  });

  test("list() and listV2()", async () => {
    for (const name of ["list/1.txt", "list/2.txt", "list/deep/3.txt"]) {
      await files().upload(mine(name), name);
    }
    const { data: listed } = await files().list(mine("list"));
    expect(listed?.map(({ name, id }) => [name, id !== null])).toEqual([
      ["deep", false],
      ["1.txt", true],
      ["2.txt", true],
    ]);
    expect(listed?.[1]?.metadata).toMatchObject({ size: 10, mimetype: "text/plain;charset=UTF-8" });
    const found = await files().list(mine("list"), { search: "2", limit: 1 });
    expect(found.data?.map(({ name }) => name)).toEqual(["2.txt"]);

    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const { data } = await files().listV2({
        prefix: mine("list/"),
        limit: 2,
        sortBy: { column: "created_at", order: "desc" },
        ...(cursor === undefined ? {} : { cursor }),
      });
      names.push(...(data?.objects ?? []).map(({ name }) => name));
      cursor = data?.hasNext ? data.nextCursor : undefined;
    } while (cursor !== undefined);
    expect(names).toEqual(["list/deep/3.txt", "list/2.txt", "list/1.txt"].map(mine));

    const folders = await files().listV2({ prefix: mine("list/"), with_delimiter: true });
    expect(folders.data).toMatchObject({
      hasNext: false,
      folders: [{ name: mine("list/deep/") }],
      objects: [{ name: mine("list/1.txt") }, { name: mine("list/2.txt") }],
    });
  });

  test("move() and copy()", async () => {
    await files().upload(mine("m.txt"), "moved", { contentType: "text/x-one", metadata: { a: 1 } });
    expect((await files().move(mine("m.txt"), mine("n.txt"))).data).toMatchObject({
      message: "Successfully moved",
    });
    expect((await files().exists(mine("m.txt"))).data).toBe(false);
    expect(await text((await files().download(mine("n.txt"))).data)).toBe("moved");
    const copied = await files().copy(mine("n.txt"), mine("c.txt"), {
      destinationBucket: "avatars",
    });
    expect(copied.data).toEqual({ path: `avatars/${mine("c.txt")}` });
    const { data } = await lab.as("ada").storage.from("avatars").info(mine("c.txt"));
    expect(data).toMatchObject({ contentType: "text/x-one", metadata: { a: 1 }, size: 5 });
    expect((await files().exists(mine("n.txt"))).data).toBe(true);
    expect((await files().copy(mine("none"), mine("x"))).error).toMatchObject({
      message: "Object not found",
    });
    expect((await files().move(mine("none"), mine("x"))).error).toMatchObject({
      statusCode: "404",
    });
  });

  test("remove() gives what went, and leaves out what was not there", async () => {
    await files().upload(mine("r.txt"), "gone");
    const { data } = await files().remove([mine("r.txt"), mine("never")]);
    expect(data).toMatchObject([{ name: mine("r.txt"), bucket_id: "files" }]);
    expect((await files().download(mine("r.txt"))).error).toMatchObject({ status: 400 });
  });

  test("createSignedUrl() and createSignedUrls() are for whoever holds them", async () => {
    await files().upload(mine("s e&c+r?et.txt"), "signed");
    const { data } = await files().createSignedUrl(mine("a.txt"), 60, { download: "b.txt" });
    const response = await fetch(data!.signedUrl);
    expect(response.headers.get("content-disposition")).toBe(
      "attachment; filename=b.txt; filename*=UTF-8''b.txt",
    );
    expect(response.headers.get("expires")).toBeTruthy();
    expect(await response.text()).toBe("hello");
    const many = await files().createSignedUrls([mine("a.txt"), mine("none")], 60);
    expect(many.data).toMatchObject([
      { error: null, path: mine("a.txt") },
      {
        error: "Either the object does not exist or you do not have access to it",
        signedUrl: null,
      },
    ]);
    expect(await (await fetch(many.data![0]!.signedUrl!)).text()).toBe("hello");
  });

  test("createSignedUploadUrl() and uploadToSignedUrl()", async () => {
    const { data } = await files().createSignedUploadUrl(mine("up.txt"));
    const used = await lab.anon.storage
      .from("files")
      .uploadToSignedUrl(mine("up.txt"), data!.token, "by someone");
    expect(used).toMatchObject({ error: null, data: { fullPath: `files/${mine("up.txt")}` } });
    expect(await text((await files().download(mine("up.txt"))).data)).toBe("by someone");
    const { rows } = await lab.api.sql("select owner_id from storage.objects where name = $1", [
      mine("up.txt"),
    ]);
    expect(rows).toEqual([{ owner_id: lab.ids.ada }]);
    const again = await lab.anon.storage
      .from("files")
      .uploadToSignedUrl(mine("up.txt"), data!.token, "twice");
    expect(again.error).toMatchObject({ statusCode: "409" });
    const other = await lab.anon.storage
      .from("files")
      .uploadToSignedUrl(mine("other.txt"), data!.token, "elsewhere");
    expect(other.error).toMatchObject({ message: "Invalid signature" });
  });

  test("getPublicUrl() of a public bucket", async () => {
    const avatars = lab.as("ada", form).storage.from("avatars");
    await avatars.upload(mine("me.png"), "a face", { contentType: "image/png" });
    const { data } = avatars.getPublicUrl(mine("me.png"));
    const response = await fetch(data.publicUrl);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/png"]);
    expect(await response.text()).toBe("a face");
    const { publicUrl } = files().getPublicUrl(mine("a.txt")).data;
    expect((await fetch(publicUrl)).status).toBe(400);
  });
});

describe("buckets", () => {
  test("are the service's to make, change, list, empty and delete", async () => {
    const { storage } = lab.service;
    expect(
      await storage.createBucket("made", {
        public: true,
        fileSizeLimit: "1MB",
        allowedMimeTypes: ["image/*", "text/plain"],
      }),
    ).toEqual({ data: { name: "made" }, error: null });
    expect((await storage.createBucket("made")).error).toMatchObject({ statusCode: "409" });
    const { data } = await storage.getBucket("made");
    expect(data).toEqual({
      id: "made",
      name: "made",
      owner: null,
      public: true,
      file_size_limit: 1_000_000,
      allowed_mime_types: ["image/*", "text/plain"],
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    });
    expect((await storage.updateBucket("made", { public: false })).data).toEqual({
      message: "Successfully updated",
    });
    expect((await storage.getBucket("made")).data?.public).toBe(false);
    const listed = await storage.listBuckets({ search: "mad", sortColumn: "name", limit: 1 });
    expect(listed.data).toMatchObject([{ id: "made", type: "STANDARD" }]);
    await storage.from("made").upload("x.txt", "x", { contentType: "text/plain" });
    expect((await storage.deleteBucket("made")).error).toMatchObject({
      message: "The bucket you tried to delete is not empty",
    });
    expect((await storage.emptyBucket("made")).error).toBeNull();
    expect((await storage.from("made").list()).data).toEqual([]);
    expect((await storage.deleteBucket("made")).data).toEqual({ message: "Successfully deleted" });
    expect((await storage.getBucket("made")).error).toMatchObject({ message: "Bucket not found" });
  });

  test("are nobody else's without a policy", async () => {
    const { storage } = lab.as("ada");
    expect((await storage.listBuckets()).data).toEqual([]);
    expect((await storage.getBucket("files")).error).toMatchObject({ statusCode: "404" });
    expect((await storage.createBucket("hers")).error).toMatchObject({
      statusCode: "403",
      message: "new row violates row-level security policy",
    });
    expect((await storage.updateBucket("files", { public: true })).error).toMatchObject({
      statusCode: "404",
    });
    expect((await storage.emptyBucket("files")).error).toMatchObject({ status: 403 });
    expect((await storage.deleteBucket("avatars")).error).not.toBeNull();
  });

  test("hold files to their limits", async () => {
    const { storage } = lab.service;
    await storage.createBucket("small", {
      public: false,
      fileSizeLimit: 10,
      allowedMimeTypes: ["image/*"],
    });
    const small = storage.from("small");
    const large = "12345678901";
    expect((await small.upload("a", large, { contentType: "image/png" })).error).toMatchObject({
      statusCode: "413",
      message: "The object exceeded the maximum allowed size",
    });
    const blob = new Blob([large], { type: "image/png" });
    expect((await small.upload("b", blob)).error).toMatchObject({ statusCode: "413" });
    expect((await small.upload("c", "1", { contentType: "text/plain" })).error).toMatchObject({
      statusCode: "415",
      message: "mime type text/plain is not supported",
    });
    expect((await small.list()).data).toEqual([]);
  });
});

test("purgeCache() answers the service, for there is no cache", async () => {
  await lab.service.storage.from("avatars").upload("cached", "x");
  expect((await lab.service.storage.from("avatars").purgeCache("cached")).error).toBeNull();
});
