// What a signed upload URL with upsert may replace: what stood there when it was signed, and what its signer put there
// since; never what somebody else has brought meanwhile. In a bucket where a free name is anybody's to take.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Person, type StorageLab, startStorageLab } from "../../test/storage-lab.ts";

let lab: StorageLab;

const MINE = "owner_id = (select auth.jwt() ->> 'sub')";

beforeAll(async () => {
  lab = await startStorageLab();
  await lab.api.sql(`insert into storage.buckets (id, name) values ('board', 'board');
    create policy board_add on storage.objects for insert to authenticated with check (bucket_id = 'board');
    create policy board_see on storage.objects for select to authenticated using (bucket_id = 'board');
    create policy board_change on storage.objects for update to authenticated
      using (bucket_id = 'board' and ${MINE}) with check (bucket_id = 'board' and ${MINE});
    create policy board_remove on storage.objects for delete to authenticated
      using (bucket_id = 'board' and ${MINE})`);
});

afterAll(() => lab?.close());

const boardOf = (person: Person) => lab.as(person).storage.from("board");
const textAt = async (name: string) => (await boardOf("ada").download(name)).data?.text();

async function sign(person: Person, name: string): Promise<string> {
  const { data, error } = await boardOf(person).createSignedUploadUrl(name, { upsert: true });
  expect(error).toBeNull();
  return data!.token;
}

/** By whoever holds the token, with a client that is nobody's. */
async function use(token: string, { name, body }: { name: string; body: string }) {
  const { error } = await lab.anon.storage.from("board").uploadToSignedUrl(name, token, body);
  return error === null ? "written" : (error as { statusCode?: string }).statusCode;
}

test("what somebody else has put into a place that was free is not replaced", async () => {
  const token = await sign("grace", "free.txt");
  await boardOf("ada").upload("free.txt", "hers");
  expect(await use(token, { name: "free.txt", body: "graces" })).toBe("403");
  expect(await textAt("free.txt")).toBe("hers");
  await boardOf("ada").remove(["free.txt"]);
  expect(await use(token, { name: "free.txt", body: "graces" })).toBe("written");
});

test("nor by parts", async () => {
  const token = await sign("grace", "parts.txt");
  await boardOf("ada").upload("parts.txt", "hers");
  const encode = (value: string) => Buffer.from(value).toString("base64");
  const response = await fetch(`${lab.url}/upload/resumable/sign`, {
    method: "POST",
    headers: {
      "tus-resumable": "1.0.0",
      "x-signature": token,
      "upload-length": "4",
      "upload-metadata": `bucketName ${encode("board")},objectName ${encode("parts.txt")}`,
      "content-type": "application/offset+octet-stream",
    },
    body: "over",
  });
  expect(response.status).toBe(403);
  expect(await textAt("parts.txt")).toBe("hers");
});

test("nor an object of one's own that another's has taken the place of", async () => {
  await boardOf("grace").upload("mine.txt", "graces");
  const token = await sign("grace", "mine.txt");
  await boardOf("grace").remove(["mine.txt"]);
  await boardOf("ada").upload("mine.txt", "hers");
  expect(await use(token, { name: "mine.txt", body: "graces again" })).toBe("403");
  expect(await textAt("mine.txt")).toBe("hers");
});

test("the signer's own is replaced, as often as the token is used", async () => {
  const token = await sign("grace", "own.txt");
  expect(await use(token, { name: "own.txt", body: "one" })).toBe("written");
  expect(await use(token, { name: "own.txt", body: "two" })).toBe("written");
  await boardOf("grace").update("own.txt", "three");
  expect(await use(token, { name: "own.txt", body: "four" })).toBe("written");
  expect(await textAt("own.txt")).toBe("four");
});

test("so is another's that the signer was let replace when it was signed", async () => {
  await boardOf("ada").upload("shared.txt", "hers");
  await lab.api.sql(`create policy board_share on storage.objects for update to authenticated
    using (bucket_id = 'board' and name = 'shared.txt')`);
  const token = await sign("grace", "shared.txt");
  await boardOf("ada").update("shared.txt", "hers, later");
  expect(await use(token, { name: "shared.txt", body: "graces" })).toBe("written");
  expect(await textAt("shared.txt")).toBe("graces");
});

test("what the service has signed replaces anything", async () => {
  const signing = lab.service.storage.from("board");
  const { data } = await signing.createSignedUploadUrl("any.txt", { upsert: true });
  await boardOf("ada").upload("any.txt", "hers");
  expect(await use(data!.token, { name: "any.txt", body: "the service's" })).toBe("written");
});
