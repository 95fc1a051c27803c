// Two people in one bucket, kept apart by policies alone: each way to read, write, list, sign, move and delete what is
// the other's. The negative control is a policy that lets everybody, under which each of those ways is seen to work.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StorageLab, startStorageLab } from "../../test/storage-lab.ts";

let lab: StorageLab;

beforeAll(async () => {
  lab = await startStorageLab();
  const files = lab.as("ada").storage.from("files");
  for (const name of [hers(), hers("removed.txt")]) await files.upload(name, "hers");
});

afterAll(() => lab?.close());

const hers = (name = "secret.txt") => `${lab.ids.ada}/${name}`;

/** What the other gets of Ada's file, way by way: true where it worked. */
async function intrusions(): Promise<Readonly<Record<string, boolean>>> {
  const files = lab.as("grace").storage.from("files");
  const own = `${lab.ids.grace}/stolen-${Math.random()}.txt`;
  const worked = async (asked: PromiseLike<{ data: unknown; error: unknown }>) => {
    const { data, error } = await asked;
    return error === null && (!Array.isArray(data) || data.length > 0);
  };
  const signed = await files.createSignedUrls([hers()], 60);
  return {
    download: await worked(files.download(hers())),
    info: await worked(files.info(hers())),
    list: await worked(files.list(lab.ids.ada)),
    listV2: ((await files.listV2({ prefix: lab.ids.ada })).data?.objects.length ?? 0) > 0,
    createSignedUrl: await worked(files.createSignedUrl(hers(), 60)),
    createSignedUrls: signed.data?.[0]?.error === null,
    createSignedUploadUrl: await worked(files.createSignedUploadUrl(hers("planted.txt"))),
    upload: await worked(files.upload(hers(`new-${Math.random()}.txt`), "planted")),
    upsert: await worked(files.upload(hers(), "over", { upsert: true })),
    update: await worked(files.update(hers(), "over")),
    copy: await worked(files.copy(hers(), own)),
    moveIn: await worked(files.move(hers(), `${own}.moved`)),
    remove: await worked(files.remove([hers("removed.txt")])),
  };
}

const everyWay = (result: boolean) =>
  Object.fromEntries(
    [
      "download info list listV2 createSignedUrl createSignedUrls createSignedUploadUrl",
      "upload upsert update copy moveIn remove",
    ]
      .join(" ")
      .split(" ")
      .map((way) => [way, result]),
  );

test("nobody reaches what is another's", async () => {
  expect(await intrusions()).toEqual(everyWay(false));
  const { data } = await lab.as("ada").storage.from("files").download(hers());
  expect(await data?.text()).toBe("hers");
});

test("nobody who is not signed in reaches anything", async () => {
  const files = lab.anon.storage.from("files");
  expect((await files.download(hers())).error).not.toBeNull();
  expect((await files.list(lab.ids.ada)).data).toEqual([]);
  expect((await files.upload("x.txt", "x")).error).toMatchObject({ statusCode: "403" });
  expect((await files.remove([hers()])).data).toEqual([]);
});

test("one's own can't be moved or copied into another's folder", async () => {
  const files = lab.as("grace").storage.from("files");
  const own = `${lab.ids.grace}/own.txt`;
  await files.upload(own, "own");
  for (const asked of [files.move(own, hers("in.txt")), files.copy(own, hers("in.txt"))]) {
    expect((await asked).error).toMatchObject({ statusCode: "403" });
  }
  expect((await files.exists(own)).data).toBe(true);
});

test("a signed URL is good for its own path and purpose, and is nobody's token", async () => {
  const ada = lab.as("ada").storage.from("files");
  await ada.upload(hers("other.txt"), "other");
  const { data } = await ada.createSignedUrl(hers(), 60);
  const token = new URL(data!.signedUrl).searchParams.get("token")!;
  const ask = async (path: string, init?: RequestInit) =>
    (await (await fetch(`${lab.url}${path}`, init)).json()) as object;
  expect(await ask(`/object/sign/files/${hers("other.txt")}?token=${token}`)).toMatchObject({
    code: "InvalidSignature",
    message: "Invalid signature",
  });
  expect(
    await ask(`/object/upload/sign/files/${hers("up.txt")}?token=${token}`, {
      method: "PUT",
      body: "x",
    }),
  ).toMatchObject({ code: "InvalidSignature", message: "Token is not scoped for upload" });
  const headers = { authorization: `Bearer ${token}`, apikey: lab.api.stack.appKeys().anonKey };
  expect(await ask("/bucket", { headers })).toMatchObject({ statusCode: "403" });
  expect((await fetch(`${lab.api.restUrl}/anything`, { headers })).status).toBe(401);
  const upload = (await ada.createSignedUploadUrl(hers("up.txt"))).data!.token;
  // Tokens of every other kind that this project signs.
  for (const other of [
    upload,
    await lab.token("ada"),
    await lab.token("ada", "session"),
    lab.api.stack.appKeys().serviceRoleKey,
    "not-a-jwt",
    "",
  ]) {
    const answer = await fetch(`${lab.url}/object/sign/files/${hers()}?token=${other}`);
    expect([other.slice(0, 9), answer.status]).toEqual([other.slice(0, 9), 400]);
  }
});

test("a slow upload does not replace what somebody else has put there meanwhile", async () => {
  // Whoever signs in may take a name that is free, and replaces their own alone.
  const mine = "owner_id = (select auth.jwt() ->> 'sub')";
  await lab.api.sql(`insert into storage.buckets (id, name) values ('board', 'board');
    create policy board_add on storage.objects for insert to authenticated with check (bucket_id = 'board');
    create policy board_see on storage.objects for select to authenticated using (bucket_id = 'board');
    create policy board_change on storage.objects for update to authenticated
      using (bucket_id = 'board' and ${mine}) with check (bucket_id = 'board' and ${mine})`);
  let goOn = () => {};
  const untilAsked = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      controller.enqueue(new TextEncoder().encode("graces"));
      await untilAsked;
      controller.close();
    },
  });
  const slow = fetch(`${lab.url}/object/board/notice.txt`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await lab.token("grace")}`,
      apikey: lab.api.stack.appKeys().anonKey,
      "content-type": "text/plain",
      "x-upsert": "true",
    },
    body,
    duplex: "half",
  } as RequestInit);
  // The rights are tried before the bytes are taken.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const board = lab.as("ada").storage.from("board");
  expect((await board.upload("notice.txt", "hers")).error).toBeNull();
  goOn();
  expect(await (await slow).json()).toMatchObject({ statusCode: "403", code: "AccessDenied" });
  expect(await (await board.download("notice.txt")).data?.text()).toBe("hers");
});

test("the negative control: under a policy that lets everybody, every way is open", async () => {
  await lab.api.sql("create policy lax on storage.objects for all using (true) with check (true)");
  try {
    expect(await intrusions()).toEqual(everyWay(true));
  } finally {
    await lab.api.sql("drop policy lax on storage.objects");
  }
});
