// A Clerk instance elsewhere as a third-party issuer, beside the local one: its published keys verify, and give the role
// of people. A loopback server stands for its domain; the stack's clock is moved past the intervals.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadInstanceKey } from "../../src/tokens/keys/instance-key.ts";
import { GUIDE_TEMPLATE, startTestStack, type TestStack } from "../stack.ts";
import { TASKS_SCHEMA } from "./tasks-schema.ts";

const DOMAIN = "happy-oar-1.clerk.accounts.dev";
const SUBJECT = "user_elsewhere";

interface IssuerKey {
  readonly kid: string;
  readonly privateKey: Awaited<ReturnType<typeof generateKeyPair>>["privateKey"];
  readonly jwk: JWK;
}

const clock = { offset: 0 };
const issuer = { keys: [] as JWK[], asked: [] as string[], isDown: false };
const server = createServer((request, response) => {
  issuer.asked.push(request.url ?? "");
  response.writeHead(issuer.isDown ? 503 : 200).end(JSON.stringify({ keys: issuer.keys }));
});
let api: TestStack;
let first: IssuerKey;
let ada: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  first = await issuerKey("ins_first");
  issuer.keys = [first.jwk];
  api = await startTestStack({
    migration: `${TASKS_SCHEMA} create role editor nologin; grant editor to postgres;`,
    rowlockToml: `${GUIDE_TEMPLATE}
[[clerk.users]]
email_address = "ada@example.com"
`,
    supabaseToml: `[auth.third_party.clerk]\nenabled = true\ndomain = "${DOMAIN}"\n`,
    clock: () => Date.now() + clock.offset * 1000,
    fetch: (url, init) => fetch(url.replace(`https://${DOMAIN}`, `http://127.0.0.1:${port}`), init),
  });
  ada = (await api.stack.identity.listUsers())[0]?.id ?? "";
  await api.sql("insert into tasks (name, user_id) values ('local', $1), ('elsewhere', $2)", [
    ada,
    SUBJECT,
  ]);
});

afterAll(async () => {
  await api?.close();
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  issuer.isDown = false;
  // Past every interval of the test before, so that none leans on what another loaded.
  clock.offset += 3 * 3600;
  issuer.asked.length = 0;
});

async function issuerKey(kid: string): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  return {
    kid,
    privateKey,
    jwk: { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" },
  };
}

interface TokenOptions {
  readonly claims?: Record<string, unknown>;
  readonly iss?: string;
  readonly kid?: string;
  readonly key?: IssuerKey;
}

/** A session token as a hosted Clerk instance signs one. */
function tokenOf({ claims, iss, kid, key = first }: TokenOptions = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000) + clock.offset;
  return new SignJWT({ role: "authenticated", sub: SUBJECT, sid: "sess_1", v: 2, ...claims })
    .setProtectedHeader({ alg: "RS256", kid: kid ?? key.kid, typ: "JWT", cat: "cl_B7d4PD111AAA" })
    .setIssuer(iss ?? `https://${DOMAIN}`)
    .setIssuedAt(now)
    .setNotBefore(now - 10)
    .setExpirationTime(now + 60)
    .sign(key.privateKey);
}

async function sees(token: string): Promise<unknown> {
  const response = await api.request("tasks?select=name", { token });
  if (response.ok) return ((await response.json()) as { name: string }[]).map(({ name }) => name);
  return response.status;
}

test("tokens of both issuers count side by side, each for their own rows", async () => {
  const native = await api.stack.identity.mintSessionToken(ada);
  const template = await api.token(ada);
  const elsewhere = await tokenOf();
  for (let round = 0; round < 3; round += 1) {
    expect(await Promise.all([native, template, elsewhere].map(sees))).toEqual([
      ["local"],
      ["local"],
      ["elsewhere"],
    ]);
  }
  expect(issuer.asked).toEqual(["/.well-known/jwks.json"]);
});

test("a token inserts as its own subject and as nobody else", async () => {
  const token = await tokenOf({ claims: { sub: "user_another" } });
  const insert = (body: object) =>
    api.request("tasks", { method: "POST", token, body: JSON.stringify(body) });
  expect((await insert({ name: "own" })).status).toBe(201);
  expect((await insert({ name: "stolen", user_id: ada })).status).toBe(403);
  expect(await sees(token)).toEqual(["own"]);
});

describe("what an issuer elsewhere can't give", () => {
  test.each(["service_role", "postgres", "editor", "supabase_admin"])(
    "the role %s",
    async (role) => {
      expect(await sees(await tokenOf({ claims: { role } }))).toBe(401);
    },
  );

  test("a token without a role acts as anon", async () => {
    const response = await api.request("tasks", {
      token: await tokenOf({ claims: { role: undefined } }),
    });
    expect([response.status, await response.json()]).toEqual([
      401,
      expect.objectContaining({ code: "42501" }),
    ]);
  });

  test("the name of another issuer, the local one and Rowlock's own keys included", async () => {
    const { addresses } = api.opened;
    const names = [
      addresses.clerkIssuer,
      "rowlock",
      `http://${DOMAIN}`,
      "https://evil.example.com",
    ];
    for (const iss of names) expect([iss, await sees(await tokenOf({ iss }))]).toEqual([iss, 401]);
    const { kid } = loadInstanceKey(api.opened.storedKeys.instanceKey);
    expect(await sees(await tokenOf({ iss: addresses.clerkIssuer, kid }))).toBe(401);
    expect(issuer.asked).toEqual([]);
  });

  test("a stranger's key under a published kid", async () => {
    const { privateKey, jwk } = await issuerKey("other");
    expect(await sees(await tokenOf({ key: { kid: first.kid, privateKey, jwk } }))).toBe(401);
  });
});

describe("the published keys", () => {
  test("are asked for again on an unknown kid, once in an interval however many ask", async () => {
    expect(await sees(await tokenOf())).toEqual(["elsewhere"]);
    const second = await issuerKey("ins_second");
    issuer.keys = [second.jwk, first.jwk];
    const attempts = Array.from({ length: 20 }, (_, index) => tokenOf({ kid: `nobody ${index}` }));
    for (const token of [...(await Promise.all(attempts)), await tokenOf({ key: second })]) {
      expect(await sees(token)).toBe(401);
    }
    expect(issuer.asked).toHaveLength(1);
    clock.offset += 31;
    const asked = await Promise.all(
      [1, 2, 3].map(async () => sees(await tokenOf({ key: second }))),
    );
    expect(asked).toEqual([["elsewhere"], ["elsewhere"], ["elsewhere"]]);
    expect(issuer.asked).toHaveLength(2);
  });

  test("that are withdrawn verify no more, tokens that were seen included", async () => {
    const second = await issuerKey("ins_second");
    issuer.keys = [first.jwk, second.jwk];
    const long = await longToken(first);
    expect(await sees(long)).toEqual(["elsewhere"]);
    issuer.keys = [second.jwk];
    clock.offset += 11 * 60;
    expect(await sees(await tokenOf({ key: second }))).toEqual(["elsewhere"]);
    expect(await sees(long)).toBe(401);
    issuer.keys = [first.jwk];
  });

  test("stay known for an hour while the issuer is down; local tokens never notice", async () => {
    expect(await sees(await tokenOf())).toEqual(["elsewhere"]);
    issuer.isDown = true;
    clock.offset += 30 * 60;
    expect(await sees(await tokenOf())).toEqual(["elsewhere"]);
    clock.offset += 31 * 60;
    expect(await sees(await tokenOf())).toBe(401);
    expect(await sees(await api.stack.identity.mintSessionToken(ada))).toEqual(["local"]);
    const notices = api.events.flatMap((event) => (event.kind === "notice" ? [event.text] : []));
    expect(notices.join("\n")).toContain(`The keys of https://${DOMAIN} can't be read`);
  });

  test("survive a rotation of the local keys", async () => {
    const token = await tokenOf();
    expect(await sees(token)).toEqual(["elsewhere"]);
    await api.stack.rotateJwtSecret();
    await api.stack.rotateInstanceKey({ revoke: true });
    expect(await sees(token)).toEqual(["elsewhere"]);
    expect(issuer.asked).toHaveLength(1);
  });
});

/** A token that lives for a day, so that only its key can end it. */
function longToken({ kid, privateKey }: IssuerKey): Promise<string> {
  const now = Math.floor(Date.now() / 1000) + clock.offset;
  return new SignJWT({ role: "authenticated", sub: SUBJECT })
    .setProtectedHeader({ alg: "RS256", kid })
    .setIssuer(`https://${DOMAIN}`)
    .setIssuedAt(now)
    .setExpirationTime(now + 86_400)
    .sign(privateKey);
}
