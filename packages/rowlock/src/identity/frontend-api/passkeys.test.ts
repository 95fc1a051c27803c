// Passkeys through the two APIs, by an authenticator in software: registered, used, taken away, and everything that it may
// lie about. One service for all of it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createSoftwareAuthenticator,
  type Lies,
  type SoftwareAuthenticator,
} from "../../../test/software-authenticator.ts";
import type { TestBrowser } from "../test/test-browser.ts";
import { APP_ORIGIN, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";
import { parseTotpSecret, totpCode } from "../verification/totp.ts";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity();
  await it.identity.changeSettings({ passkeys: { enabled: true } });
});
afterAll(() => it.close());

const post = (browser: TestBrowser, path: string, form: Record<string, string> = {}) =>
  browser.send(path, { method: "POST", form });
const codeOf = (answer: { body: { errors: { code: string }[] } }) => answer.body.errors[0]?.code;
const optionsOf = (verification: { nonce: string }) => JSON.parse(verification.nonce);
const as = (credential: object) => ({
  strategy: "passkey",
  public_key_credential: JSON.stringify(credential),
});

interface Owner {
  readonly id: string;
  readonly email: string;
  readonly browser: TestBrowser;
  readonly device: SoftwareAuthenticator;
}

async function someone(name: string, device = createSoftwareAuthenticator()): Promise<Owner> {
  const email = `${name}@example.com`;
  const { id } = await it.identity.addUser({ emailAddress: email });
  const browser = it.browser();
  // Without a password, whose hashing takes its time.
  const link = new URL(await it.identity.createSignInLink(id));
  const ticket = link.searchParams.get("ticket") ?? "";
  await post(browser, "/v1/client/sign_ins", { strategy: "ticket", ticket });
  return { id, email, browser, device };
}

/** Asks for a registration and answers it. */
async function register({ browser, device }: Owner, lies: Lies = {}) {
  const begun = (await post(browser, "/v1/me/passkeys")).body.response;
  const options = optionsOf(begun.verification);
  const credential = await device.create({ options, origin: APP_ORIGIN, lies });
  const at = `/v1/me/passkeys/${begun.id}/attempt_verification`;
  return { begun, options, credential, at, answer: await post(browser, at, as(credential)) };
}

async function passkeysOf({ id }: Owner): Promise<readonly { readonly id: string }[]> {
  const { raw } = await it.sdk.users.getUser(id);
  return (raw as unknown as { passkeys: { id: string }[] }).passkeys;
}

async function owner(name: string, device?: SoftwareAuthenticator): Promise<Owner> {
  const one = await someone(name, device);
  const { answer } = await register(one);
  expect(answer.status).toBe(200);
  return one;
}

/** A fresh browser whose sign-in waits for a passkey. */
async function waiting(form: Record<string, string> = {}) {
  const browser = it.browser();
  const { body } = await post(browser, "/v1/client/sign_ins", { strategy: "passkey", ...form });
  const { response } = body;
  const at = `/v1/client/sign_ins/${response.id}/attempt_first_factor`;
  return { browser, at, signIn: response, options: optionsOf(response.first_factor_verification) };
}

async function signsIn(device: SoftwareAuthenticator, lies: Lies = {}) {
  const { browser, at, options } = await waiting();
  const credential = await device.get({ options, origin: APP_ORIGIN, lies });
  return { browser, at, credential, answer: await post(browser, at, as(credential)) };
}

describe("registering", () => {
  test("a key is asked for with what a browser needs, and is the user's once it has answered", async () => {
    const ada = await someone("ada");
    const { begun, options, answer } = await register(ada);
    expect(begun).toMatchObject({
      object: "passkey",
      name: "Chrome on Linux",
      last_used_at: null,
      verification: { object: "verification_passkey", status: "unverified", strategy: "passkey" },
    });
    expect(options).toMatchObject({
      rp: { id: "localhost", name: "Rowlock" },
      user: { id: Buffer.from(ada.id).toString("base64url"), name: ada.email },
      attestation: "none",
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      excludeCredentials: [],
    });
    expect(options.authenticatorSelection).not.toHaveProperty("authenticatorAttachment");
    expect(answer.body.response.verification).toMatchObject({ status: "verified" });
    expect(answer.body.response.verification).not.toHaveProperty("nonce");
    expect(answer.body.client.sessions[0].user.passkeys).toMatchObject([{ id: begun.id }]);
    const told = await passkeysOf(ada);
    expect(told).toMatchObject([
      { id: begun.id, name: "Chrome on Linux", verification: { status: "verified" } },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/public_key|credential_id/);
    const next = await register(ada);
    expect(next.options.excludeCredentials).toMatchObject([{ id: ada.device.credentials[0]!.id }]);
  });

  test("it is renamed and deleted by its owner, and by the app's server", async () => {
    const one = await owner("renamer");
    const other = await someone("stranger");
    const [passkey] = await passkeysOf(one);
    const at = `/v1/me/passkeys/${passkey!.id}`;
    const rename = { method: "PATCH", form: { name: "Blue key" } } as const;
    expect((await other.browser.send(at, rename)).status).toBe(404);
    expect((await other.browser.send(at, { method: "DELETE" })).status).toBe(404);
    const { updatedAt } = await it.sdk.users.getUser(one.id);
    expect((await one.browser.send(at, rename)).body.response.name).toBe("Blue key");
    // By it clerk-js 5 knows that a user is to be shown anew.
    expect((await it.sdk.users.getUser(one.id)).updatedAt).toBeGreaterThan(updatedAt);
    expect((await one.browser.send(at)).body.response.name).toBe("Blue key");
    const gone = await one.browser.send(at, { method: "DELETE" });
    expect(gone.body.response).toEqual({ object: "passkey", id: passkey!.id, deleted: true });
    expect(codeOf((await signsIn(one.device)).answer)).toBe("passkey_not_registered");

    const { begun } = await register(one);
    const foreign = { userId: other.id, passkeyIdentificationId: begun.id };
    await expect(it.sdk.users.deleteUserPasskey(foreign)).rejects.toMatchObject({ status: 404 });
    const own = { userId: one.id, passkeyIdentificationId: begun.id };
    expect(await it.sdk.users.deleteUserPasskey(own)).toMatchObject({
      id: begun.id,
      deleted: true,
    });
  });

  test.each<[string, Lies, string]>([
    ["another challenge", { challenge: "b3RoZXI" }, "passkey_invalid_verification"],
    [
      "another origin",
      { origin: "http://localhost:4000" },
      "passkey_invalid_public_key_credential",
    ],
    ["another host", { rpId: "evil.example" }, "passkey_invalid_public_key_credential"],
    ["a sign-in's answer", { type: "webauthn.get" }, "passkey_invalid_public_key_credential"],
    ["nobody verified", { flags: 0x01 }, "passkey_invalid_public_key_credential"],
  ])("an answer with %s registers nothing", async (name, lies, code) => {
    const one = await someone(name.replaceAll(" ", "."));
    const { answer } = await register(one, lies);
    expect(codeOf(answer)).toBe(code);
    expect(await passkeysOf(one)).toEqual([]);
  });

  test("a challenge is answered once: the right answer after a wrong one is too late", async () => {
    const one = await someone("twice");
    const { options, at } = await register(one, { origin: "http://localhost:4000" });
    const right = await one.device.create({ options, origin: APP_ORIGIN });
    expect(codeOf(await post(one.browser, at, as(right)))).toBe("passkey_invalid_verification");
  });

  test("a challenge lives ten minutes, and is answered by its own user from its own page", async () => {
    const one = await someone("late");
    const other = await someone("nosy");
    const begun = (await post(one.browser, "/v1/me/passkeys")).body.response;
    const at = `/v1/me/passkeys/${begun.id}/attempt_verification`;
    const options = optionsOf(begun.verification);
    const credential = await one.device.create({ options, origin: APP_ORIGIN });
    expect((await post(other.browser, at, as(credential))).status).toBe(404);
    const form = as(await one.device.create({ options, origin: "http://localhost:4000" }));
    const elsewhere = { method: "POST", form, origin: "http://localhost:4000" } as const;
    expect(codeOf(await one.browser.send(at, elsewhere))).toBe("passkey_invalid_verification");
    const next = (await post(one.browser, "/v1/me/passkeys")).body.response;
    it.clock.now += 10 * 60_000;
    const late = `/v1/me/passkeys/${next.id}/attempt_verification`;
    const again = optionsOf(next.verification);
    const slow = await one.device.create({ options: again, origin: APP_ORIGIN });
    expect(codeOf(await post(one.browser, late, as(slow)))).toBe("verification_expired");
  });

  test("somebody else's credential is not taken over", async () => {
    const one = await owner("holder");
    const thief = await someone("thief");
    const begun = (await post(thief.browser, "/v1/me/passkeys")).body.response;
    const at = `/v1/me/passkeys/${begun.id}/attempt_verification`;
    const options = optionsOf(begun.verification);
    const credential = await thief.device.create({ options, origin: APP_ORIGIN });
    const known = one.device.credentials[0]!.id;
    const renamed = { ...credential, id: known, rawId: known };
    const refused = await post(thief.browser, at, as(renamed));
    expect(codeOf(refused)).toBe("passkey_invalid_public_key_credential");
    expect((await signsIn(one.device)).answer.body.response.status).toBe("complete");
  });

  test("what is no credential is told so, and uses nothing up", async () => {
    const one = await someone("garbler");
    const begun = (await post(one.browser, "/v1/me/passkeys")).body.response;
    const at = `/v1/me/passkeys/${begun.id}/attempt_verification`;
    for (const text of ["no json", "null", "{}", '{"id":"a","rawId":"a","type":"public-key"}']) {
      const refused = await post(one.browser, at, { public_key_credential: text });
      expect([refused.status, codeOf(refused)]).toEqual([
        422,
        "passkey_invalid_public_key_credential",
      ]);
    }
    const options = optionsOf(begun.verification);
    const credential = await one.device.create({ options, origin: APP_ORIGIN });
    expect((await post(one.browser, at, as(credential))).status).toBe(200);
    const rename = { method: "PATCH", form: { name: "Too early" } } as const;
    const next = (await post(one.browser, "/v1/me/passkeys")).body.response;
    const unfinished = await one.browser.send(`/v1/me/passkeys/${next.id}`, rename);
    expect(codeOf(unfinished)).toBe("passkey_identification_not_verified");
  });

  test("ten at most, also when twelve come together", async () => {
    const one = await someone("collector");
    for (let count = 0; count < 9; count += 1) await register(one);
    // One registration is under way at a time, so at most one of these comes to its end.
    await Promise.all(Array.from({ length: 12 }, () => register(one).catch(() => {})));
    if ((await passkeysOf(one)).length === 9) await register(one);
    expect(await passkeysOf(one)).toHaveLength(10);
    expect(codeOf(await post(one.browser, "/v1/me/passkeys"))).toBe("passkey_quota_exceeded");
  });
});

describe("signing in", () => {
  test("by the button nobody is named: the device says who it is", async () => {
    const one = await owner("button");
    const { signIn, options } = await waiting();
    expect(signIn).toMatchObject({ status: "needs_identifier", identifier: null, user_data: null });
    expect(options).toMatchObject({
      rpId: "localhost",
      allowCredentials: [],
      userVerification: "required",
    });
    const { answer, browser } = await signsIn(one.device);
    expect(answer.body.response).toMatchObject({
      status: "complete",
      first_factor_verification: { object: "verification_passkey", status: "verified" },
    });
    const [session] = answer.body.client.sessions;
    expect(session.user.id).toBe(one.id);
    expect(session.user.passkeys[0].last_used_at).toBe(it.clock.now);
    expect(answer.body.client.last_authentication_strategy).toBe("passkey");
    expect((await browser.send("/v1/me")).status).toBe(200);
  });

  test("after an identifier it is offered, names no credential, and must be that user's own", async () => {
    const shared = createSoftwareAuthenticator();
    const first = await owner("first", shared);
    const second = await owner("second", shared);
    const browser = it.browser();
    const named = await post(browser, "/v1/client/sign_ins", { identifier: first.email });
    expect(named.body.response.supported_first_factors).toContainEqual({ strategy: "passkey" });
    const base = `/v1/client/sign_ins/${named.body.response.id}`;
    const prepare = () => post(browser, `${base}/prepare_first_factor`, { strategy: "passkey" });
    const at = `${base}/attempt_first_factor`;
    const options = optionsOf((await prepare()).body.response.first_factor_verification);
    expect(options.allowCredentials).toEqual([]);
    const ceremony = { options, origin: APP_ORIGIN };
    const foreign = await shared.get(ceremony, shared.credentials[1]!.id);
    expect(codeOf(await post(browser, at, as(foreign)))).toBe("passkey_authentication_failure");
    const again = optionsOf((await prepare()).body.response.first_factor_verification);
    const own = await shared.get({ ...ceremony, options: again }, shared.credentials[0]!.id);
    const { body } = await post(browser, at, as(own));
    expect(body.client.sessions[0].user.id).toBe(first.id);
    expect((await it.sdk.users.getUser(second.id)).lastSignInAt).not.toBeNull();
  });

  test.each<[string, Lies, string]>([
    ["another challenge", { challenge: "b3RoZXI" }, "passkey_invalid_verification"],
    ["another origin", { origin: "http://evil.localhost:3000" }, "passkey_authentication_failure"],
    ["another host", { rpId: "evil.example" }, "passkey_authentication_failure"],
    ["a registration's answer", { type: "webauthn.create" }, "passkey_authentication_failure"],
    ["nobody verified", { flags: 0x01 }, "passkey_authentication_failure"],
    ["another user's handle", { userHandle: "dXNlcl9vdGhlcg" }, "passkey_authentication_failure"],
    ["a broken signature", { brokenSignature: true }, "passkey_authentication_failure"],
  ])("an answer with %s signs nobody in", async (name, lies, code) => {
    const one = await owner(`in.${name.replaceAll(/[ ']/g, ".")}`);
    const { answer, browser } = await signsIn(one.device, lies);
    expect(codeOf(answer)).toBe(code);
    expect((await browser.send("/v1/me")).status).toBe(401);
    expect((await signsIn(one.device)).answer.body.response.status).toBe("complete");
  });

  test("a counter that goes back is another device with the same key", async () => {
    const one = await owner("cloned");
    expect((await signsIn(one.device, { counter: 7 })).answer.status).toBe(200);
    const { answer } = await signsIn(one.device, { counter: 7 });
    expect(codeOf(answer)).toBe("passkey_authentication_failure");
    expect((await signsIn(one.device, { counter: 8 })).answer.status).toBe(200);
  });

  test("an answer is good once: replayed in its own sign-in, in another, and by others at once", async () => {
    const one = await owner("replayed");
    const { browser, at, credential } = await signsIn(one.device);
    expect((await post(browser, at, as(credential))).status).toBe(403);
    const other = await waiting();
    const replayed = await post(other.browser, other.at, as(credential));
    expect(codeOf(replayed)).toBe("passkey_invalid_verification");

    const { browser: third, at: thirdAt, options } = await waiting();
    const right = await one.device.get({ options, origin: APP_ORIGIN });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post(third, thirdAt, as(right))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const user = await it.sdk.users.getUser(one.id);
    const sessions = await it.sdk.sessions.getSessionList({ userId: user.id, status: "active" });
    expect(sessions.data.length).toBe(3);
  });

  test("of twenty wrong answers together one is looked at, and counted", async () => {
    const one = await owner("storm");
    const { browser, at, options } = await waiting();
    const lies = { brokenSignature: true };
    const wrong = await one.device.get({ options, origin: APP_ORIGIN, lies });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post(browser, at, as(wrong))),
    );
    const codes = answers.map(codeOf);
    expect(codes.filter((code) => code === "passkey_authentication_failure")).toHaveLength(1);
    expect(codes.filter((code) => code === "passkey_invalid_verification")).toHaveLength(19);
    const { verification_attempts_remaining } = (await it.sdk.users.getUser(one.id)).raw!;
    expect(verification_attempts_remaining).toBe(9);
    const right = await one.device.get({ options, origin: APP_ORIGIN });
    expect(codeOf(await post(browser, at, as(right)))).toBe("passkey_invalid_verification");
  });

  test("the banned and the locked stay out", async () => {
    const one = await owner("banned");
    await it.sdk.users.banUser(one.id);
    expect(codeOf((await signsIn(one.device)).answer)).toBe("user_banned");
    await it.sdk.users.unbanUser(one.id);
    await it.sdk.users.lockUser(one.id);
    expect(codeOf((await signsIn(one.device)).answer)).toBe("user_locked");
    await it.sdk.users.unlockUser(one.id);
    expect((await signsIn(one.device)).answer.status).toBe(200);
  });

  test("a step without a challenge is refused, and a late answer is", async () => {
    const one = await owner("early");
    const browser = it.browser();
    const named = await post(browser, "/v1/client/sign_ins", { identifier: one.email });
    const { options } = await waiting();
    const credential = await one.device.get({ options, origin: APP_ORIGIN });
    const at = `/v1/client/sign_ins/${named.body.response.id}/attempt_first_factor`;
    expect(codeOf(await post(browser, at, as(credential)))).toBe("verification_missing");
    const late = await waiting();
    const slow = await one.device.get({ options: late.options, origin: APP_ORIGIN });
    it.clock.now += 10 * 60_000;
    expect(codeOf(await post(late.browser, late.at, as(slow)))).toBe("verification_expired");
  });

  test("a second factor is asked for, unless passkeys stand for both", async () => {
    await it.identity.changeSettings({ second_factors: { totp: true } });
    const one = await owner("careful");
    const { secret } = (await post(one.browser, "/v1/me/totp")).body.response;
    const code = totpCode(parseTotpSecret(secret)!, Math.floor(it.clock.now / 30_000));
    await post(one.browser, "/v1/me/totp/attempt_verification", { code });
    const { answer } = await signsIn(one.device);
    expect(answer.body.response).toMatchObject({
      status: "needs_second_factor",
      created_session_id: null,
    });
    await it.identity.changeSettings({ passkeys: { satisfies_second_factor: true } });
    try {
      const done = (await signsIn(one.device)).answer.body;
      expect(done.response.status).toBe("complete");
      expect(done.client.sessions[0].factor_verification_age).toEqual([0, 0]);
    } finally {
      await it.identity.changeSettings({ passkeys: { satisfies_second_factor: false } });
    }
  });
});

describe("reverification", () => {
  test("a passkey of one's own is asked for by name, and counts as a proof", async () => {
    await it.identity.changeSettings({ reverification: true });
    try {
      const one = await owner("prover");
      it.clock.now += 11 * 60_000;
      const refused = await post(one.browser, "/v1/me/passkeys");
      expect(codeOf(refused)).toBe("session_reverification_required");
      const { body } = await one.browser.send("/v1/client");
      const at = `/v1/client/sessions/${body.response.last_active_session_id}/verify`;
      const begun = (await post(one.browser, at)).body.response;
      expect(begun.supported_first_factors).toContainEqual({ strategy: "passkey" });
      const prepare = async () => {
        const form = { strategy: "passkey" };
        const { body } = await post(one.browser, `${at}/prepare_first_factor`, form);
        return optionsOf(body.response.first_factor_verification);
      };
      const options = await prepare();
      expect(options.allowCredentials).toMatchObject([{ id: one.device.credentials[0]!.id }]);
      const lies = { brokenSignature: true };
      const wrong = as(await one.device.get({ options, origin: APP_ORIGIN, lies }));
      const attempt = `${at}/attempt_first_factor`;
      const tries = await Promise.all(
        Array.from({ length: 20 }, () => post(one.browser, attempt, wrong)),
      );
      expect(tries.filter(({ status }) => status === 200)).toEqual([]);
      expect(tries.map(codeOf).filter((code) => code?.endsWith("failure"))).toHaveLength(1);
      const other = await owner("other");
      const foreign = { ...other.device.credentials[0]!, rpId: "localhost" };
      const device = createSoftwareAuthenticator([foreign]);
      const stranger = { ...(await prepare()), allowCredentials: [] };
      const theirs = await device.get({ options: stranger, origin: APP_ORIGIN });
      const failed = await post(one.browser, attempt, as(theirs));
      expect(codeOf(failed)).toBe("passkey_authentication_failure");
      const right = await one.device.get({ options: await prepare(), origin: APP_ORIGIN });
      const done = await post(one.browser, attempt, as(right));
      expect(done.body.response.status).toBe("complete");
      expect((await post(one.browser, "/v1/me/passkeys")).status).toBe(200);
    } finally {
      await it.identity.changeSettings({ reverification: false });
    }
  });
});

describe("switched off", () => {
  test("nothing of it is offered, and every step is refused", async () => {
    const one = await owner("off");
    const environment = async () => (await it.browser().send("/v1/environment")).body;
    const on = (await environment()).user_settings;
    expect(on.attributes.passkey).toMatchObject({
      enabled: true,
      used_for_first_factor: true,
      first_factors: ["passkey"],
      verifications: ["passkey"],
    });
    expect(on.passkey_settings).toMatchObject({ allow_autofill: true, show_sign_in_button: true });
    const { browser, at, options } = await waiting();
    const credential = await one.device.get({ options, origin: APP_ORIGIN });
    await it.identity.changeSettings({ passkeys: { enabled: false } });
    try {
      const off = (await environment()).user_settings;
      expect(off.attributes.passkey).toMatchObject({ enabled: false, first_factors: [] });
      expect(off.passkey_settings).toMatchObject({
        allow_autofill: false,
        show_sign_in_button: false,
      });
      const disabled = "form_param_value_disabled";
      expect(codeOf(await post(browser, at, as(credential)))).toBe(disabled);
      const begun = await post(it.browser(), "/v1/client/sign_ins", { strategy: "passkey" });
      expect(codeOf(begun)).toBe(disabled);
      expect(codeOf(await post(one.browser, "/v1/me/passkeys"))).toBe(disabled);
      const named = await post(it.browser(), "/v1/client/sign_ins", { identifier: one.email });
      const { supported_first_factors: factors } = named.body.response;
      expect(factors).not.toContainEqual({ strategy: "passkey" });
    } finally {
      await it.identity.changeSettings({ passkeys: { enabled: true } });
    }
  });
});
