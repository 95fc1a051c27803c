// A session that an actor token made: the app is used as the user, the account stays the person's own.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BrowserAnswer, BrowserRequest, TestBrowser } from "../test/test-browser.ts";
import { PASSWORD, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

const EMAIL = "ada@example.com";
let it: TestIdentity;
let userId = "";
let person: TestBrowser;
let impersonator: TestBrowser;
beforeAll(async () => {
  it = await startTestIdentity({ settings: { username: "optional", reverification: true } });
  userId = (await it.identity.addUser({ emailAddress: EMAIL, password: PASSWORD })).id;
  await it.identity.addUser({ emailAddress: "support@example.com", password: PASSWORD });
});
afterAll(() => it.close());
beforeEach(async () => {
  person = it.browser();
  const token = await it.sdk.signInTokens.createSignInToken({ userId, expiresInSeconds: 600 });
  await useTicket(person, token.token);
  impersonator = it.browser();
  await impersonate(impersonator);
});

type Changes = "POST" | "PATCH" | "PUT" | "DELETE";
const codeOf = ({ body }: BrowserAnswer) => body.errors?.[0].code;
const send = (browser: TestBrowser, method: Changes, path: string, form = {}) =>
  browser.send(path, { method, form });

function newToken() {
  return it.sdk.actorTokens.create({ userId, actor: { sub: "user_support" } });
}

async function impersonate(browser: TestBrowser): Promise<BrowserAnswer> {
  const { token } = await newToken();
  return useTicket(browser, token!);
}

function useTicket(browser: TestBrowser, ticket: string): Promise<BrowserAnswer> {
  return send(browser, "POST", "/v1/client/sign_ins", { strategy: "ticket", ticket });
}

async function sessionOf(browser: TestBrowser) {
  return (await browser.send("/v1/client")).body.response.sessions[0];
}

/** What Clerk's own SDK makes of a browser's newest session token. */
async function authOf(browser: TestBrowser) {
  const { last_active_token } = await sessionOf(browser);
  const request = new Request("http://localhost:3000/", {
    headers: { Authorization: `Bearer ${last_active_token.jwt}` },
  });
  const state = await it.sdk.authenticateRequest(request, {
    jwtKey: it.keys.current.publicPem,
    publishableKey: it.publishableKey,
  });
  const auth = state.toAuth();
  if (auth === null || !("has" in auth)) throw new Error("The SDK took no session token");
  return auth;
}

describe("is not the person", () => {
  const REFUSED: [Changes, string, Record<string, string>?][] = [
    ["POST", "/change_password", { new_password: "a new one of theirs" }],
    ["POST", "/change_password", { new_password: "a new one", current_password: PASSWORD }],
    ["POST", "/remove_password", { current_password: PASSWORD }],
    ["POST", "/email_addresses", { email_address: "mine@example.com" }],
    ["POST", "/email_addresses/", { email_address: "mine@example.com" }],
    ["DELETE", "/email_addresses/EMAIL_ID"],
    ["POST", "/email_addresses/EMAIL_ID/prepare_verification", { strategy: "email_code" }],
    ["POST", "/email_addresses/EMAIL_ID/attempt_verification", { code: "424242" }],
    ["PATCH", "", { primary_email_address_id: "EMAIL_ID" }],
    ["PATCH", "", { first_name: "Ada", username: "mine_now" }],
    ["POST", "/sessions/PERSON_SESSION/revoke"],
    ["DELETE", ""],
    ["DELETE", "/"],
    // Whatever ways to sign in there will be.
    ["POST", "/phone_numbers", { phone_number: "+12015550100" }],
    ["POST", "/passkeys"],
    ["POST", "/totp"],
    ["POST", "/backup_codes"],
    ["POST", "/external_accounts", { strategy: "oauth_google" }],
  ];

  test.each(REFUSED)("%s /v1/me%s", async (...refused) => {
    const [method, path, form = {}] = refused as (typeof REFUSED)[number];
    const { id: sessionId } = await sessionOf(person);
    const before = (await person.send("/v1/me")).body.response;
    const filled = (text: string) =>
      text
        .replace("EMAIL_ID", before.primary_email_address_id)
        .replace("PERSON_SESSION", sessionId);
    const values = Object.fromEntries(
      Object.entries(form).map(([name, value]) => [name, filled(value)]),
    );
    const answer = await send(impersonator, method, filled(`/v1/me${path}`), values);
    expect(answer.status).toBe(403);
    expect(answer.body.errors[0]).toMatchObject({
      code: "resource_forbidden",
      long_message: "This action is not allowed during impersonation",
    });
    expect((await person.send("/v1/me")).body.response).toEqual(before);
    expect((await sessionOf(person)).id).toBe(sessionId);
  });

  test("the same is the person's to do", async () => {
    const added = await send(person, "POST", "/v1/me/email_addresses", {
      email_address: "second@example.com",
    });
    expect(added.status).toBe(200);
    const removed = `/v1/me/email_addresses/${added.body.response.id}`;
    expect((await send(person, "DELETE", removed)).status).toBe(200);
    const changed = await send(person, "POST", "/v1/me/change_password", {
      new_password: "another horse battery",
      current_password: PASSWORD,
    });
    expect(changed.status).toBe(200);
    await it.sdk.users.updateUser(userId, { password: PASSWORD, skipPasswordChecks: true });
  });

  test("no proof can be given in the person's name, not even a right one", async () => {
    const { id } = await sessionOf(impersonator);
    const verify = (step: string, form: Record<string, string>) =>
      send(impersonator, "POST", `/v1/client/sessions/${id}/verify${step}`, form);
    const password = { strategy: "password", password: PASSWORD };
    expect(codeOf(await verify("", { level: "first_factor" }))).toBe("resource_forbidden");
    expect(codeOf(await verify("/prepare_first_factor", { strategy: "email_code" }))).toBe(
      "resource_forbidden",
    );
    expect(codeOf(await verify("/attempt_first_factor", password))).toBe("resource_forbidden");
  });

  test("no age of the factor satisfies the SDK or a comparison of one's own", async () => {
    const levels = ["first_factor", "second_factor", "multi_factor"] as const;
    const [theirs, own] = [await authOf(impersonator), await authOf(person)];
    expect(theirs.has({ reverification: "lax" })).toBe(false);
    expect(own.has({ reverification: "lax" })).toBe(true);
    for (const level of levels) {
      const reverification = { level, afterMinutes: 525_600 };
      expect(theirs.has({ reverification })).toBe(false);
      expect(own.has({ reverification })).toBe(true);
    }
    const [age] = (await sessionOf(impersonator)).factor_verification_age;
    expect(age).toBeGreaterThan(525_600);
    expect(theirs.sessionClaims?.fva?.[0]).toBe(age);
  });

  test("the person's failed attempts stay counted", async () => {
    await it.browser().signIn(EMAIL, "a wrong guess");
    const left = async () => {
      const answer = await fetch(`${it.url}/v1/users/${userId}`, {
        headers: { Authorization: `Bearer ${"sk_test_"}${"s".repeat(40)}` },
      });
      return ((await answer.json()) as { verification_attempts_remaining: number })
        .verification_attempts_remaining;
    };
    const before = await left();
    await impersonate(it.browser());
    expect(await left()).toBe(before);
    await it.browser().signIn(EMAIL, PASSWORD);
    expect(await left()).toBe(before + 1);
  });
});

describe("uses the app as the user", () => {
  test("name, own data and organizations can be seen and changed", async () => {
    const named = await send(impersonator, "PATCH", "/v1/me", {
      first_name: "Ada",
      unsafe_metadata: '{"seen":true}',
    });
    expect(named.body.response).toMatchObject({
      first_name: "Ada",
      unsafe_metadata: { seen: true },
    });
    expect((await send(impersonator, "PATCH", "/v1/me/", { last_name: "L" })).status).toBe(200);
    const merged = { unsafe_metadata: '{"seen":null}' };
    expect((await send(impersonator, "PATCH", "/v1/me/metadata", merged)).status).toBe(200);
    const made = await send(impersonator, "POST", "/v1/organizations", { name: "Ada's" });
    expect(made.status).toBe(200);
    for (const path of ["/v1/me", "/v1/me/email_addresses", "/v1/me/sessions"]) {
      expect((await impersonator.send(path)).status).toBe(200);
    }
    const { id } = await sessionOf(impersonator);
    const ended = await send(impersonator, "POST", `/v1/client/sessions/${id}/end`);
    expect(ended.status).toBe(200);
  });

  test("for ten minutes without a sign of life, and as long as there are some", async () => {
    const { id } = await sessionOf(impersonator);
    const mint = () => send(impersonator, "POST", `/v1/client/sessions/${id}/tokens`);
    it.clock.now += 9 * 60_000;
    expect((await mint()).status).toBe(200);
    it.clock.now += 9 * 60_000;
    expect((await mint()).status).toBe(200);
    it.clock.now += 10 * 60_000;
    expect((await mint()).status).toBe(401);
    expect((await impersonator.send("/v1/client")).body.response.sessions).toEqual([]);
    const own = (await sessionOf(person)).id;
    expect((await send(person, "POST", `/v1/client/sessions/${own}/tokens`)).status).toBe(200);
  });
});

describe("beside sessions of one's own", () => {
  const named = (id: string): BrowserRequest => ({
    method: "POST",
    form: { email_address: "beside@example.com" },
    query: { _clerk_session_id: id },
  });

  test("each request counts as the session that it names", async () => {
    await it.identity.changeSettings({ single_session_mode: false });
    const browser = it.browser();
    const own = await browser.signIn("support@example.com", PASSWORD);
    const { body } = await impersonate(browser);
    const path = "/v1/me/email_addresses";
    expect(codeOf(await browser.send(path, named(body.response.created_session_id)))).toBe(
      "resource_forbidden",
    );
    expect((await browser.send(path, named(own.body.response.created_session_id))).status).toBe(
      200,
    );
    await it.identity.changeSettings({ single_session_mode: true });
  });

  test("the address of an actor token signs out who is there; a spent one signs out nobody", async () => {
    const browser = it.browser();
    await browser.signIn("support@example.com", PASSWORD);
    const { url, token } = await newToken();
    const open = async () => {
      const { pathname } = new URL(url!);
      const answer = await browser.raw(pathname, { query: { ticket: token! }, origin: null });
      return new URL(answer.headers.get("location")!);
    };
    expect((await open()).searchParams.get("__clerk_ticket")).toBe(token);
    expect((await browser.send("/v1/client")).body.response.sessions).toEqual([]);
    const done = await useTicket(browser, token!);
    expect(done.body.client.sessions).toMatchObject([{ actor: { sub: "user_support" } }]);
    await open();
    expect((await sessionOf(browser)).actor).toEqual({ sub: "user_support" });
  });
});

test("an actor token works once in 20 tries at the same time, and never once revoked", async () => {
  const { token } = await newToken();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => useTicket(it.browser(), token!)),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(
    answers.map(codeOf).filter((code) => code === "actor_token_already_used_code"),
  ).toHaveLength(19);
  const revoked = await newToken();
  await it.sdk.actorTokens.revoke(revoked.id);
  expect(codeOf(await useTicket(it.browser(), revoked.token!))).toBe("actor_token_revoked_code");
});
