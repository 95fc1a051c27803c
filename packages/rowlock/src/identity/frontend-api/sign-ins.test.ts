import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestBrowser } from "../test/test-browser.ts";
import { PASSWORD, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity({ settings: { single_session_mode: false, username: "optional" } });
  for (const name of ["ada", "grace", "locked", "coded", "reset"]) {
    await it.identity.addUser({ emailAddress: `${name}@example.com`, password: PASSWORD });
  }
  await it.identity.addUser({ emailAddress: "tester+clerk_test@example.com" });
});
afterAll(() => it.close());

const BASE = "/v1/client/sign_ins";

async function begin(browser: TestBrowser, identifier: string): Promise<string> {
  const { body } = await browser.send(BASE, { method: "POST", form: { identifier } });
  return body.response.id;
}

describe("by password", () => {
  test("a sign-in in two steps gives a session with its user and a token", async () => {
    const browser = it.browser();
    const begun = await browser.send(BASE, {
      method: "POST",
      form: { identifier: "Ada@Example.com", locale: "en-US" },
    });
    expect(begun.body.response).toMatchObject({
      object: "sign_in_attempt",
      status: "needs_first_factor",
      created_session_id: null,
      identifier: "Ada@Example.com",
    });
    expect(begun.body.response.supported_first_factors).toMatchObject([
      { strategy: "password" },
      { strategy: "email_code", safe_identifier: "ada@example.com", primary: true },
      { strategy: "reset_password_email_code" },
    ]);
    expect(begun.body.client.sign_in.id).toBe(begun.body.response.id);
    const done = await browser.send(`${BASE}/${begun.body.response.id}/attempt_first_factor`, {
      method: "POST",
      form: { strategy: "password", password: PASSWORD },
    });
    expect(done.body.response).toMatchObject({ status: "complete" });
    expect(done.body.client.sign_in).toBeNull();
    const [session] = done.body.client.sessions;
    expect(session).toMatchObject({ status: "active", id: done.body.response.created_session_id });
    expect(session.user.email_addresses[0].email_address).toBe("ada@example.com");
    expect(session.user.private_metadata).toBeUndefined();
    expect(session.last_active_token.jwt.split(".")).toHaveLength(3);
  });

  test("a sign-in changes the client's cookie, so one planted before is worth nothing", async () => {
    const browser = it.browser();
    const id = await begin(browser, "ada@example.com");
    const planted = new Map(browser.cookies);
    await browser.send(`${BASE}/${id}/attempt_first_factor`, {
      method: "POST",
      form: { strategy: "password", password: PASSWORD },
    });
    const thief = it.browser();
    for (const [name, value] of planted) thief.cookies.set(name, value);
    expect((await thief.send("/v1/client")).body.response).toBeNull();
    expect((await browser.send("/v1/client")).body.response.sessions).toHaveLength(1);
  });

  test("wrong words get Clerk's codes", async () => {
    const browser = it.browser();
    const nobody = await browser.signIn("nobody@example.com", PASSWORD);
    expect(nobody.status).toBe(422);
    expect(nobody.body.errors).toEqual([
      {
        code: "form_identifier_not_found",
        message: "Couldn't find your account.",
        long_message: "Couldn't find your account.",
        meta: { param_name: "identifier" },
      },
    ]);
    const wrong = await browser.signIn("ada@example.com", "not her password");
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors[0]).toMatchObject({
      code: "form_password_incorrect",
      meta: { param_name: "password" },
    });
    const social = await browser.send(BASE, { method: "POST", form: { strategy: "oauth_google" } });
    expect(social.body.errors[0].code).toBe("form_param_value_disabled");
    const odd = await browser.send(BASE, { method: "POST", form: { strategy: "telepathy" } });
    expect(odd.body.errors[0].code).toBe("form_param_value_invalid");
  });

  test("ten wrong passwords lock the account, for an hour and for tries made at the same time", async () => {
    const browser = it.browser();
    const id = await begin(browser, "locked@example.com");
    const attempt = (password: string) =>
      browser.send(`${BASE}/${id}/attempt_first_factor`, {
        method: "POST",
        form: { strategy: "password", password },
      });
    const answers = await Promise.all(Array.from({ length: 12 }, () => attempt("a wrong guess")));
    const codes = answers.map(({ body }) => body.errors[0].code).toSorted();
    expect(codes.filter((code) => code === "form_password_incorrect")).toHaveLength(9);
    expect(codes.filter((code) => code === "user_locked")).toHaveLength(3);
    const right = await attempt(PASSWORD);
    expect(right.status).toBe(403);
    expect(right.body.errors[0]).toMatchObject({
      code: "user_locked",
      long_message:
        "Your account is locked. You will be able to try again in 1 hour. For more information, please contact support.",
      meta: { lockout_expires_in_seconds: 3600 },
    });
    it.clock.now += 3_600_001;
    const again = await begin(browser, "locked@example.com");
    const after = await browser.send(`${BASE}/${again}/attempt_first_factor`, {
      method: "POST",
      form: { strategy: "password", password: PASSWORD },
    });
    expect(after.body.response.status).toBe("complete");
  });
});

test("right passwords lock nobody, however many come at once", async () => {
  const browsers = Array.from({ length: 15 }, () => it.browser());
  const answers = await Promise.all(
    browsers.map((browser) => browser.signIn("ada@example.com", PASSWORD)),
  );
  expect(answers.map(({ body }) => body.response?.status)).toEqual(Array(15).fill("complete"));
});

describe("by email code", () => {
  const prepare = (browser: TestBrowser, id: string, strategy = "email_code") =>
    browser.send(`${BASE}/${id}/prepare_first_factor`, { method: "POST", form: { strategy } });
  const attempt = (browser: TestBrowser, id: string, code: string, strategy = "email_code") =>
    browser.send(`${BASE}/${id}/attempt_first_factor`, {
      method: "POST",
      form: { strategy, code },
    });

  test("a code from the mail signs in, once", async () => {
    const browser = it.browser();
    const id = await begin(browser, "coded@example.com");
    const prepared = await prepare(browser, id);
    expect(prepared.body.response.first_factor_verification).toMatchObject({
      status: "unverified",
      strategy: "email_code",
      attempts: 0,
    });
    expect(it.events.some(({ kind }) => kind === "message")).toBe(true);
    const code = await it.newestCode("coded@example.com");
    const wrong = await attempt(browser, id, code === "000000" ? "000001" : "000000");
    expect(wrong.body.errors[0]).toMatchObject({
      code: "form_code_incorrect",
      meta: { param_name: "code" },
    });
    expect((await attempt(browser, id, code)).body.response.status).toBe("complete");
    expect((await attempt(browser, id, code)).status).toBeGreaterThanOrEqual(400);
  });

  test("three wrong codes or ten minutes end a code", async () => {
    const browser = it.browser();
    const id = await begin(browser, "coded@example.com");
    await prepare(browser, id);
    const code = await it.newestCode("coded@example.com");
    const wrong = code === "000000" ? "000001" : "000000";
    const codes = [];
    for (let count = 0; count < 3; count += 1) {
      codes.push((await attempt(browser, id, wrong)).body.errors[0].code);
    }
    expect(codes).toEqual(["form_code_incorrect", "form_code_incorrect", "verification_failed"]);
    expect((await attempt(browser, id, code)).body.errors[0].code).toBe("verification_failed");
    await prepare(browser, id);
    it.clock.now += 10 * 60_000;
    const late = await attempt(browser, id, await it.newestCode("coded@example.com"));
    expect(late.body.errors[0].code).toBe("verification_expired");
  });

  test("a +clerk_test address takes 424242 and gets no mail", async () => {
    const browser = it.browser();
    const id = await begin(browser, "tester+clerk_test@example.com");
    await prepare(browser, id);
    expect(await it.identity.listMessages({ to: "tester+clerk_test@example.com" })).toEqual([]);
    expect((await attempt(browser, id, "424242")).body.response.status).toBe("complete");
  });

  test("a code without preparation, or to somebody else's address, is refused", async () => {
    const browser = it.browser();
    const id = await begin(browser, "ada@example.com");
    expect((await attempt(browser, id, "123456")).body.errors[0].code).toBe("verification_missing");
    const other = it.browser();
    const theirs = await other.send(BASE, {
      method: "POST",
      form: { identifier: "grace@example.com" },
    });
    const factor = theirs.body.response.supported_first_factors[1].email_address_id;
    const stolen = await browser.send(`${BASE}/${id}/prepare_first_factor`, {
      method: "POST",
      form: { strategy: "email_code", email_address_id: factor },
    });
    expect(stolen.body.errors[0].code).toBe("strategy_for_user_invalid");
    expect((await prepare(it.browser(), id)).status).toBe(401);
    expect((await prepare(other, id)).body.errors[0].code).toBe("resource_not_found");
  });

  test("a forgotten password: code, new password, signed in, other sessions ended", async () => {
    const elsewhere = it.browser();
    const { body: old } = await elsewhere.signIn("reset@example.com", PASSWORD);
    const browser = it.browser();
    const id = await begin(browser, "reset@example.com");
    const strategy = "reset_password_email_code";
    await prepare(browser, id, strategy);
    const code = await it.newestCode("reset@example.com");
    const verified = await attempt(browser, id, code, strategy);
    expect(verified.body.response.status).toBe("needs_new_password");
    const reset = (password: string) =>
      browser.send(`${BASE}/${id}/reset_password`, {
        method: "POST",
        form: { password, sign_out_of_other_sessions: "true" },
      });
    expect((await reset("short")).body.errors[0].code).toBe("form_password_length_too_short");
    expect((await reset("a brand new password")).body.response.status).toBe("complete");
    const token = await elsewhere.send(
      `/v1/client/sessions/${old.response.created_session_id}/tokens`,
      { method: "POST" },
    );
    expect(token.status).toBe(401);
    expect((await it.browser().signIn("reset@example.com", PASSWORD)).status).toBe(422);
    const fresh = await it.browser().signIn("reset@example.com", "a brand new password");
    expect(fresh.body.response.status).toBe("complete");
  });
});

describe("sessions that are there already", () => {
  test("the same user twice is refused, another user makes a second session", async () => {
    const browser = it.browser();
    await browser.signIn("ada@example.com", PASSWORD);
    const twice = await browser.signIn("ada@example.com", PASSWORD);
    expect(twice.body.errors[0].code).toBe("identifier_already_signed_in");
    const second = await browser.signIn("grace@example.com", PASSWORD);
    expect(second.body.client.sessions).toHaveLength(2);
    expect(second.body.client.last_active_session_id).toBe(second.body.response.created_session_id);
  });

  test("in single session mode any second sign-in is refused", async () => {
    const single = await startTestIdentity();
    await single.identity.addUser({ emailAddress: "ada@example.com", password: PASSWORD });
    await single.identity.addUser({ emailAddress: "grace@example.com", password: PASSWORD });
    const browser = single.browser();
    await browser.signIn("ada@example.com", PASSWORD);
    const second = await browser.signIn("grace@example.com", PASSWORD);
    expect(second.body.errors[0]).toMatchObject({ code: "session_exists" });
    await single.close();
  });

  test("only the newest attempt of a client goes on", async () => {
    const browser = it.browser();
    const old = await begin(browser, "ada@example.com");
    await begin(browser, "grace@example.com");
    const answer = await browser.send(`${BASE}/${old}/attempt_first_factor`, {
      method: "POST",
      form: { strategy: "password", password: PASSWORD },
    });
    expect(answer.body.errors[0].code).toBe("resource_forbidden");
  });
});

describe("by ticket", () => {
  const useTicket = (browser: TestBrowser, ticket: string) =>
    browser.send(BASE, { method: "POST", form: { strategy: "ticket", ticket } });

  test("a sign-in token signs in once, and not after its end or revocation", async () => {
    const [ada] = (await it.sdk.users.getUserList({ emailAddress: ["ada@example.com"] })).data;
    const make = () =>
      it.sdk.signInTokens.createSignInToken({ userId: ada!.id, expiresInSeconds: 600 });
    const token = await make();
    expect((await useTicket(it.browser(), token.token)).body.response.status).toBe("complete");
    const again = await useTicket(it.browser(), token.token);
    expect(again.body.errors[0].code).toBe("sign_in_token_already_used_code");
    const revoked = await make();
    await it.sdk.signInTokens.revokeSignInToken(revoked.id);
    const refused = await useTicket(it.browser(), revoked.token);
    expect(refused.body.errors[0].code).toBe("sign_in_token_revoked_code");
    const late = await make();
    it.clock.now += 600_000;
    const expired = await useTicket(it.browser(), late.token);
    expect(expired.body.errors[0].code).toBe("ticket_expired_code");
    const invented = await useTicket(it.browser(), "x".repeat(43));
    expect(invented.body.errors[0].code).toBe("ticket_invalid_code");
  });

  test("two browsers at once use a ticket once", async () => {
    const [ada] = (await it.sdk.users.getUserList({ emailAddress: ["ada@example.com"] })).data;
    const { token } = await it.sdk.signInTokens.createSignInToken({
      userId: ada!.id,
      expiresInSeconds: 600,
    });
    const answers = await Promise.all([
      useTicket(it.browser(), token),
      useTicket(it.browser(), token),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
  });

  test("an actor token makes a session that names the actor, with an end of its own", async () => {
    const [ada] = (await it.sdk.users.getUserList({ emailAddress: ["ada@example.com"] })).data;
    const { token } = await it.sdk.actorTokens.create({
      userId: ada!.id,
      actor: { sub: "user_support" },
      sessionMaxDurationInSeconds: 300,
    });
    const browser = it.browser();
    const { body } = await useTicket(browser, String(token));
    const [session] = body.client.sessions;
    expect(session.actor).toEqual({ sub: "user_support" });
    expect(session.expire_at - session.created_at).toBe(300_000);
    const claims = JSON.parse(
      Buffer.from(session.last_active_token.jwt.split(".")[1], "base64url").toString(),
    );
    expect(claims.act).toEqual({ sub: "user_support" });
    const second = await browser.signIn("grace@example.com", PASSWORD);
    expect(second.body.errors[0].code).toBe("session_creation_not_allowed");
  });
});
