// Two people at once, each with a file of the same name in the one bucket: each uploads, sees, signs and deletes only
// their own, and what one of them asks for the other's with their own token is refused.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { signIn } from "./account.ts";
import { filePage } from "./file-page.ts";
import type { Person } from "./people.ts";

interface Uploaded {
  /** The folder is their id. */
  readonly folder: string;
  readonly url: string;
  /** What the page sent with it. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Participant {
  readonly page: Page;
  readonly person: Person;
}

const NAME = "notes.txt";
const textOf = ({ person }: Participant) => `What ${person.email} noted`;

export async function keepFilesApart(one: Participant, other: Participant): Promise<void> {
  const both = [one, other] as const;
  const [mine, theirs] = await Promise.all(both.map(signInAndUpload));
  if (mine === undefined || theirs === undefined) throw new Error("Somebody uploaded nothing");
  expect(mine.folder).not.toBe(theirs.folder);
  await refusesAnothers(one.page, { mine, theirs });

  const links = await Promise.all(
    both.map(async (participant) => {
      const { page } = participant;
      await page.reload();
      expect(await filePage.list(page)).toEqual([NAME]);
      const { url, text } = await filePage.download(page, NAME);
      expect(text).toBe(textOf(participant));
      return url;
    }),
  );

  await refusesAddresses(one.page, { links, mine, theirs });

  await filePage.remove(one.page, NAME);
  expect(await filePage.list(one.page)).toEqual([]);
  await other.page.reload();
  expect(await filePage.list(other.page)).toEqual([NAME]);
  expect((await filePage.download(other.page, NAME)).text).toBe(textOf(other));
}

async function signInAndUpload(participant: Participant): Promise<Uploaded> {
  const { page, person } = participant;
  await signIn(page, person);
  await filePage.open(page);
  expect(await filePage.list(page)).toEqual([]);
  const [request] = await Promise.all([
    page.waitForRequest((asked) => asked.method() === "POST" && asked.url().endsWith(`/${NAME}`)),
    filePage.upload(page, { name: NAME, text: textOf(participant) }),
  ]);
  const { authorization = "", apikey = "" } = await request.allHeaders();
  const folder = request.url().split("/").at(-2) ?? "";
  return { folder, url: request.url(), headers: { authorization, apikey } };
}

interface Both {
  readonly mine: Uploaded;
  readonly theirs: Uploaded;
}

/** With one's own token, every way to what is the other's. */
async function refusesAnothers(page: Page, { mine, theirs }: Both): Promise<void> {
  const { headers } = mine;
  const json = { ...headers, "content-type": "application/json" };
  const service = mine.url.slice(0, mine.url.indexOf("/object/"));
  const send = (method: string, rest: { path: string; body?: object }) =>
    ask(page, {
      method,
      url: `${service}${rest.path}`,
      headers: json,
      ...(rest.body === undefined ? {} : { body: JSON.stringify(rest.body) }),
    });
  const path = `attachments/${theirs.folder}/${NAME}`;

  const listed = await send("POST", { path: "/object/list/attachments", body: { prefix: "" } });
  expect(JSON.parse(listed.text).map(({ name }: { name: string }) => name)).toEqual([mine.folder]);
  const inside = { prefix: theirs.folder };
  expect((await send("POST", { path: "/object/list/attachments", body: inside })).text).toBe("[]");

  const signing = { path: `/object/sign/${path}`, body: { expiresIn: 60 } };
  expect(await send("POST", signing)).toMatchObject({
    status: 400,
    text: expect.stringContaining("Object not found"),
  });
  for (const reading of [`/object/${path}`, `/object/authenticated/${path}`]) {
    expect(await send("GET", { path: reading })).toMatchObject({ status: 400 });
  }
  for (const method of ["POST", "PUT"]) {
    const written = await send(method, { path: `/object/${path}`, body: { mine: true } });
    expect(written.text).toMatch(/row-level security|already exists/);
  }
  const from = { bucketId: "attachments", sourceKey: `${theirs.folder}/${NAME}` };
  for (const verb of ["move", "copy"]) {
    const body = { ...from, destinationKey: `${mine.folder}/taken.txt` };
    expect(await send("POST", { path: `/object/${verb}`, body })).toMatchObject({ status: 400 });
  }
  const prefixes = [`${theirs.folder}/${NAME}`];
  const removed = await send("DELETE", { path: "/object/attachments", body: { prefixes } });
  expect(removed).toEqual({ status: 200, text: "[]" });
}

/** Addresses alone: unsigned, and with the token that was signed for the other file. */
async function refusesAddresses(
  page: Page,
  { links, mine, theirs }: Both & { readonly links: readonly string[] },
): Promise<void> {
  const [own = ""] = links;
  const signed = await ask(page, { method: "GET", url: own, headers: {} });
  expect(signed.status).toBe(200);
  const foreign = own.replace(`/${mine.folder}/`, `/${theirs.folder}/`);
  const unsigned = theirs.url.replace("/object/", "/object/public/");
  for (const url of [foreign, theirs.url, unsigned]) {
    const answer = await ask(page, { method: "GET", url, headers: {} });
    expect(answer.status).toBe(400);
  }
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** From within the page, as any script of it could. */
function ask(page: Page, asked: Asked): Promise<{ status: number; text: string }> {
  return page.evaluate(async ({ url, ...request }) => {
    const response = await fetch(url, request);
    return { status: response.status, text: await response.text() };
  }, asked);
}
