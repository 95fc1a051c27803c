// Time and keys along the real path: the official SDK asks for a token over HTTP, the Data API is asked with it. The
// clock of the whole stack is moved, so nothing is waited for.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ClerkClient, createClerkClient, verifyToken } from "@clerk/backend";
import { decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openProject } from "../../src/project/open-project.ts";
import { createProjectState } from "../../src/project/project-state.ts";
import { GUIDE_TEMPLATE, startTestStack, type TestStack } from "../stack.ts";
import { TASKS_SCHEMA } from "./tasks-schema.ts";

const clock = { offset: 0 };
let api: TestStack;
let sdk: ClerkClient;
let session: string;

beforeAll(async () => {
  api = await startTestStack({
    migration: TASKS_SCHEMA,
    rowlockToml: `${GUIDE_TEMPLATE}
[[clerk.jwt_templates]]
name = "long"
lifetime = 7200
claims = { role = "authenticated" }

[[clerk.users]]
email_address = "ada@example.com"
`,
    clock: () => Date.now() + clock.offset * 1000,
  });
  const { addresses, keys } = api.opened;
  sdk = createClerkClient({
    secretKey: keys.clerkSecretKey,
    publishableKey: keys.clerkPublishableKey,
    apiUrl: addresses.clerk,
    telemetry: { disabled: true },
  });
  const [ada] = (await sdk.users.getUserList()).data;
  session = (await sdk.sessions.createSession({ userId: ada!.id })).id;
  await api.sql("insert into tasks (name, user_id) values ('an oar', $1)", [ada!.id]);
});

afterAll(() => api?.close());

beforeEach(() => {
  clock.offset = 0;
});

/** A token of the guide's template, of another one, or the session's own (`native`). */
async function tokenFor(form: string): Promise<string> {
  const { jwt } = await sdk.sessions.getToken(session, form === "native" ? undefined : form);
  return jwt;
}

/** What the Data API says to a token: the rows' names, or the error's code and message. */
async function sees(token: string): Promise<unknown> {
  const response = await api.request("tasks?select=name", { token });
  if (response.ok) return ((await response.json()) as { name: string }[]).map(({ name }) => name);
  const { code, message } = (await response.json()) as Record<string, unknown>;
  return [code, message];
}

const OWN = ["an oar"];

describe.each(["supabase", "native"])("a token of the form %s", (form) => {
  test("is good for its minute and the leeway, known to the cache or not, and then expired", async () => {
    const [seen, unseen] = [await tokenFor(form), await tokenFor(form)];
    expect(await sees(seen)).toEqual(OWN);
    clock.offset = 89;
    expect(await sees(seen)).toEqual(OWN);
    clock.offset = 92;
    for (const token of [seen, unseen]) {
      expect(await sees(token)).toEqual(["PGRST303", "JWT expired"]);
    }
    expect(await sees(await tokenFor(form))).toEqual(OWN);
  });

  test("of a clock that runs ahead is taken within the leeway, and refused beyond it", async () => {
    const token = await tokenFor(form);
    clock.offset = -28;
    expect(await sees(token)).toEqual(OWN);
    clock.offset = -33;
    expect(await sees(token)).toEqual(["PGRST303", "JWT issued at future"]);
    clock.offset = -300;
    expect(await sees(token)).toEqual(["PGRST303", "JWT not yet valid"]);
  });
});

async function publishedKids(): Promise<readonly (string | undefined)[]> {
  const response = await fetch(`${api.opened.addresses.clerk}/.well-known/jwks.json`);
  const { keys } = (await response.json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

/** As an app's server verifies: by the SDK, with the keys that the service publishes. */
function sdkVerifies(token: string): Promise<unknown> {
  const { keys, addresses } = api.opened;
  return verifyToken(token, { secretKey: keys.clerkSecretKey, apiUrl: addresses.clerk });
}

describe("a rotation of the instance key", () => {
  test("signs anew at once, and leaves what the old key signed to its own end", async () => {
    const [old, oldLong] = [await tokenFor("native"), await tokenFor("long")];
    const { kid: oldKid } = decodeProtectedHeader(old);
    await api.stack.rotateInstanceKey();
    const fresh = await tokenFor("native");
    const { kid } = decodeProtectedHeader(fresh);
    expect(kid).not.toBe(oldKid);
    expect(await publishedKids()).toEqual([kid, oldKid]);
    for (const token of [old, oldLong, fresh]) {
      expect(await sees(token)).toEqual(OWN);
      expect(await sdkVerifies(token).catch((error) => error.reason)).toEqual(
        token === oldLong ? expect.anything() : expect.objectContaining({ sid: session }),
      );
    }
    expect(await sees(await tokenFor("supabase"))).toEqual(OWN);
    clock.offset = 3600;
    expect(await sees(old)).toEqual(["PGRST303", "JWT expired"]);
    expect(await sees(oldLong)).toEqual(OWN);
    clock.offset = 7300;
    expect(await sees(oldLong)).toEqual(["PGRST303", "JWT expired"]);
  });

  test("holds at the next start, and keeps of the old key only what verifies", async () => {
    const old = await tokenFor("native");
    const before = JSON.parse(await stored()).instanceKey;
    await api.stack.rotateInstanceKey();
    const text = await stored();
    expect(text.match(/PRIVATE KEY/g)).toHaveLength(2);
    expect(text).not.toContain(JSON.stringify(before));
    const again = createProjectState(await openProject({ directory: api.directory, env: {} }), {
      now: Date.now,
      onNotice: () => {},
    });
    const { current, retired } = again.instanceKeys();
    expect([current, ...retired.map(({ key }) => key)].map(({ kid }) => kid)).toEqual(
      await publishedKids(),
    );
    expect(retired[0]?.key.kid).toBe(decodeProtectedHeader(old).kid);
  });

  test("that revokes ends what older keys signed at once; the session goes on", async () => {
    const [old, oldLong] = [await tokenFor("native"), await tokenFor("long")];
    expect(await sees(old)).toEqual(OWN);
    await api.stack.rotateInstanceKey({ revoke: true });
    for (const token of [old, oldLong]) {
      expect(await sees(token)).toEqual(["PGRST301", expect.any(String)]);
    }
    const fresh = await tokenFor("native");
    expect(await sees(fresh)).toEqual(OWN);
    expect(await publishedKids()).toEqual([decodeProtectedHeader(fresh).kid]);
  });

  test("made several times at once is made so many times, and none is lost", async () => {
    const before = await publishedKids();
    await Promise.all([1, 2, 3].map(() => api.stack.rotateInstanceKey()));
    const after = await publishedKids();
    expect(after).toHaveLength(before.length + 3);
    expect(after.slice(3)).toEqual(before);
  });
});

describe("the door for commands", () => {
  function rotate(key: string | undefined, body: unknown = { key: "jwt-secret" }) {
    return fetch(`${api.opened.addresses.clerk}/rowlock/keys/rotate`, {
      method: "POST",
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    });
  }

  test("is shut to everybody without the Clerk secret key, and says nothing of keys", async () => {
    const { opened, stack } = api;
    const { jwtSecret } = stack.appKeys();
    const { anonKey, serviceRoleKey, secretKey, clerkPublishableKey } = opened.keys;
    const wrong = [undefined, "", anonKey, serviceRoleKey, secretKey, clerkPublishableKey];
    for (const key of [...wrong, opened.keys.clerkSecretKey.slice(0, -1)]) {
      const response = await rotate(key);
      expect(response.status).toBe(401);
      expect(await response.text()).not.toMatch(/eyJ|sk_|sb_|BEGIN/);
    }
    for (const body of [{}, { key: "anon" }, { key: "jwt-secret", more: 1 }, null]) {
      expect((await rotate(opened.keys.clerkSecretKey, body)).status).toBe(400);
    }
    const got = await fetch(`${opened.addresses.clerk}/rowlock/keys/rotate`, {
      headers: { authorization: `Bearer ${opened.keys.clerkSecretKey}` },
    });
    expect(got.status).toBe(405);
    expect(stack.appKeys().jwtSecret).toBe(jwtSecret);
  });

  test("rotates the JWT secret: tokens and API keys of the old one are refused at once, sessions go on", async () => {
    const { clerkSecretKey } = api.opened.keys;
    const [template, native] = [await tokenFor("supabase"), await tokenFor("native")];
    const { anonKey } = api.stack.appKeys();
    expect(await sees(template)).toEqual(OWN);
    const response = await rotate(clerkSecretKey);
    expect([response.status, await response.json()]).toEqual([200, { rotated: "jwt-secret" }]);
    expect(await sees(template)).toEqual(["PGRST301", expect.any(String)]);
    expect(await sees(native)).toEqual(OWN);
    expect(await sees(await tokenFor("supabase"))).toEqual(OWN);
    const oldKey = await fetch(`${api.restUrl}/tasks`, { headers: { apikey: anonKey } });
    expect(oldKey.status).toBe(401);
  });
});

function stored(): Promise<string> {
  return readFile(join(api.directory, ".rowlock/keys.json"), "utf8");
}
