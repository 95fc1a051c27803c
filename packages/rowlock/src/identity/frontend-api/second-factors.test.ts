// An authenticator app and backup codes, from setting them up to signing in by them. One service for all of it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestBrowser } from "../test/test-browser.ts";
import {
  PASSWORD,
  SECRET_KEY,
  startTestIdentity,
  type TestIdentity,
} from "../test/test-identity.ts";
import { parseTotpSecret, totpCode } from "../verification/totp.ts";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity();
  await it.identity.changeSettings({ second_factors: { totp: true, backup_code: true } });
});
afterAll(() => it.close());

const post = (browser: TestBrowser, path: string, form: Record<string, string> = {}) =>
  browser.send(path, { method: "POST", form });

/** The code of now; the clock moves on first, because a time step is good once. */
function nextCode(secret: string): string {
  it.clock.now += 30_000;
  const bytes = parseTotpSecret(secret)!;
  return totpCode(bytes, Math.floor(it.clock.now / 30_000));
}

async function enrolled(emailAddress: string) {
  await it.identity.addUser({ emailAddress, password: PASSWORD });
  const browser = it.browser();
  await browser.signIn(emailAddress, PASSWORD);
  const begun = (await post(browser, "/v1/me/totp")).body.response;
  const done = await post(browser, "/v1/me/totp/attempt_verification", {
    code: nextCode(begun.secret),
  });
  return { browser, begun, done, secret: begun.secret as string };
}

async function waiting(emailAddress: string) {
  const browser = it.browser();
  const { body } = await browser.signIn(emailAddress, PASSWORD);
  const at = `/v1/client/sign_ins/${body.response.id}/attempt_second_factor`;
  return { browser, signIn: body.response, client: body.client, at };
}

describe("setting up", () => {
  test("a secret counts after its first code, and codes for a lost phone come with it", async () => {
    const { browser, begun, done } = await enrolled("setup@example.com");
    expect(begun).toMatchObject({ object: "totp", verified: false });
    expect(begun.uri).toContain(`secret=${begun.secret}`);
    expect(done.body.response).toMatchObject({ verified: true, secret: null, uri: null });
    expect(done.body.response.backup_codes).toHaveLength(10);
    const [{ user, factor_verification_age }] = done.body.client.sessions;
    expect(user).toMatchObject({
      totp_enabled: true,
      backup_code_enabled: true,
      two_factor_enabled: true,
    });
    expect(factor_verification_age[1]).toBe(0);
    const twice = await post(browser, "/v1/me/totp");
    expect(twice.body.errors[0].code).toBe("totp_already_enabled");
  });

  test("is off where the instance has it off", async () => {
    await it.identity.changeSettings({ second_factors: { totp: false } });
    try {
      await it.identity.addUser({ emailAddress: "off@example.com", password: PASSWORD });
      const browser = it.browser();
      await browser.signIn("off@example.com", PASSWORD);
      const refused = await post(browser, "/v1/me/totp");
      expect(refused.body.errors[0].code).toBe("feature_not_enabled");
      const environment = (await browser.send("/v1/environment")).body;
      expect(environment.user_settings.attributes.authenticator_app.enabled).toBe(false);
    } finally {
      await it.identity.changeSettings({ second_factors: { totp: true } });
    }
  });
});

describe("signing in", () => {
  test("a password alone gives no session; the code does, once", async () => {
    const { secret } = await enrolled("code@example.com");
    const { browser, signIn, client, at } = await waiting("code@example.com");
    expect(signIn).toMatchObject({
      status: "needs_second_factor",
      created_session_id: null,
      supported_second_factors: [{ strategy: "totp" }, { strategy: "backup_code" }],
    });
    expect(client.sessions).toEqual([]);
    const code = nextCode(secret);
    const done = await post(browser, at, { strategy: "totp", code });
    expect(done.body.response.status).toBe("complete");
    const [session] = done.body.client.sessions;
    expect(session.factor_verification_age).toEqual([0, 0]);
    const claims = session.last_active_token.jwt.split(".")[1];
    expect(JSON.parse(Buffer.from(claims, "base64url").toString()).fva).toEqual([0, 0]);
    // Whoever saw the code over a shoulder is late.
    const second = await waiting("code@example.com");
    const replayed = await post(second.browser, second.at, { strategy: "totp", code });
    expect(replayed.body.errors[0].code).toBe("form_code_incorrect");
  });

  test("a backup code signs in once, of many tries at the same time too", async () => {
    const { done } = await enrolled("backup@example.com");
    const [code] = done.body.response.backup_codes;
    const attempts = await Promise.all([1, 2, 3].map(() => waiting("backup@example.com")));
    const answers = await Promise.all(
      attempts.map(({ browser, at }) => post(browser, at, { strategy: "backup_code", code })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422, 422]);
  });

  test.each(["totp", "backup_code"])(
    "wrong codes (%s) are counted and lock out, twenty at the same time too, whatever passwords say between",
    async (strategy) => {
      const email = `guess.${strategy}@example.com`;
      await enrolled(email);
      const { browser, at } = await waiting(email);
      const guess = () => post(browser, at, { strategy, code: "000000" });
      await guess();
      // A right password in between ends no count.
      await waiting(email);
      const again = await waiting(email);
      const tries = await Promise.all(
        Array.from({ length: 20 }, () =>
          post(again.browser, again.at, { strategy, code: "000000" }),
        ),
      );
      const codes = tries.map(({ body }) => body.errors[0].code);
      expect(codes.filter((code) => code === "form_code_incorrect")).toHaveLength(8);
      expect(codes.filter((code) => code === "user_locked")).toHaveLength(12);
    },
  );

  test("no step is skipped", async () => {
    await enrolled("order@example.com");
    const browser = it.browser();
    const begun = await post(browser, "/v1/client/sign_ins", { identifier: "order@example.com" });
    const at = `/v1/client/sign_ins/${begun.body.response.id}/attempt_second_factor`;
    const early = await post(browser, at, { strategy: "totp", code: "000000" });
    expect(early.body.errors[0].code).toBe("client_state_invalid");
  });
});

describe("proving oneself again", () => {
  test("takes the second factor of who has one, and then lets them take it away", async () => {
    await it.identity.changeSettings({ reverification: true });
    try {
      const { browser, done } = await enrolled("again@example.com");
      it.clock.now += 11 * 60_000;
      const refused = await browser.send("/v1/me/totp", { method: "DELETE" });
      expect(refused.body.errors[0]).toMatchObject({
        code: "session_reverification_required",
        meta: { reverification: { level: "second_factor" } },
      });
      const at = `/v1/client/sessions/${done.body.client.sessions[0].id}/verify`;
      const begun = await post(browser, at, { level: "second_factor" });
      expect(begun.body.response.status).toBe("needs_second_factor");
      const password = await post(browser, `${at}/attempt_first_factor`, {
        strategy: "password",
        password: PASSWORD,
      });
      expect(password.status).toBe(400);
      const [code] = done.body.response.backup_codes;
      const proved = await post(browser, `${at}/attempt_second_factor`, {
        strategy: "backup_code",
        code,
      });
      expect(proved.body.response.status).toBe("complete");
      const removed = await browser.send("/v1/me/totp", { method: "DELETE" });
      expect(removed.body.response.deleted).toBe(true);
      const [{ user }] = removed.body.client.sessions;
      expect(user).toMatchObject({ two_factor_enabled: false, backup_code_enabled: false });
    } finally {
      await it.identity.changeSettings({ reverification: false });
    }
  });
});

describe("the app's server", () => {
  test("checks a code, brings a secret along, and takes factors away", async () => {
    const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    const ask = async (method: string, path: string, body?: object) => {
      const response = await fetch(`${it.url}/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${SECRET_KEY}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: JSON.parse(await response.text()) };
    };
    const bad = { email_address: ["moved@example.com"], password: PASSWORD, totp_secret: "!" };
    expect((await ask("POST", "/users", bad)).body.errors[0].code).toBe("invalid_totp_secret_code");
    const made = await ask("POST", "/users", { ...bad, totp_secret: secret });
    expect(made.body.totp_enabled).toBe(true);
    const at = `/users/${made.body.id}`;
    const right = await ask("POST", `${at}/verify_totp`, { code: nextCode(secret) });
    expect(right.body).toEqual({ verified: true, code_type: "totp" });
    expect((await ask("POST", `${at}/verify_totp`, { code: "123" })).body.errors[0].code).toBe(
      "totp_invalid_length",
    );
    expect((await ask("DELETE", `${at}/mfa`)).body).toEqual({ user_id: made.body.id });
    expect((await ask("POST", `${at}/verify_totp`, { code: "123456" })).body.errors[0].code).toBe(
      "totp_disabled",
    );
  });
});
