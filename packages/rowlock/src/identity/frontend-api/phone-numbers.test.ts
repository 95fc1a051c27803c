// Phone numbers and codes by SMS: of one's own profile, to sign up and in by, and as a second factor.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestBrowser } from "../test/test-browser.ts";
import { PASSWORD, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

const PHONES = "/v1/me/phone_numbers";
const SIGN_UPS = "/v1/client/sign_ups";
const ON = {
  phone_number: "optional",
  second_factors: { phone_code: true, backup_code: true },
} as const;

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity();
  await it.identity.changeSettings(ON);
});
afterAll(() => it.close());

const post = (browser: TestBrowser, path: string, form: Record<string, string> = {}) =>
  browser.send(path, { method: "POST", form });
const patch = (browser: TestBrowser, path: string, form: Record<string, string>) =>
  browser.send(path, { method: "PATCH", form });

/** A number that nobody has yet, and that is no test number. */
let last = 1000;
const newNumber = () => `+4144668${++last}`;

async function someone(emailAddress: string) {
  const { id } = await it.identity.addUser({ emailAddress, password: PASSWORD });
  const browser = it.browser();
  await browser.signIn(emailAddress, PASSWORD);
  return { id, browser };
}

/** Somebody with a verified number, signed in. */
async function withPhone(emailAddress: string) {
  const { id, browser } = await someone(emailAddress);
  const number = newNumber();
  const added = await post(browser, PHONES, { phone_number: number });
  const at = `${PHONES}/${added.body.response.id}`;
  await post(browser, `${at}/prepare_verification`, { strategy: "phone_code" });
  await post(browser, `${at}/attempt_verification`, { code: await it.newestCode(number) });
  return { id, browser, number, at, phoneId: added.body.response.id as string };
}

/** A sign-in that waits for the code of a second factor. */
async function waiting(emailAddress: string) {
  const browser = it.browser();
  const { body } = await browser.signIn(emailAddress, PASSWORD);
  return { browser, body, at: `/v1/client/sign_ins/${body.response.id}` };
}

async function withSecondFactor(emailAddress: string) {
  const phone = await withPhone(emailAddress);
  const reserved = await patch(phone.browser, phone.at, { reserved_for_second_factor: "true" });
  return { ...phone, reserved };
}

describe("a person's own numbers", () => {
  test("one is added, verified by the code that came by SMS, and primary", async () => {
    const { browser } = await someone("own@example.com");
    const added = await post(browser, PHONES, { phone_number: "+41 44 668 00 01" });
    expect(added.body.response).toMatchObject({
      object: "phone_number",
      phone_number: "+41446680001",
      reserved_for_second_factor: false,
      default_second_factor: false,
      reserved: false,
      verification: null,
    });
    const at = `${PHONES}/${added.body.response.id}`;
    const prepared = await post(browser, `${at}/prepare_verification`, { strategy: "phone_code" });
    expect(prepared.body.response.verification).toMatchObject({
      object: "verification_otp",
      status: "unverified",
      strategy: "phone_code",
      attempts: 0,
    });
    const [message] = await it.identity.listMessages({ to: "+41446680001" });
    expect(message).toMatchObject({ channel: "sms", slug: "verification_code" });
    const wrong = await post(browser, `${at}/attempt_verification`, { code: "000000" });
    expect([wrong.status, wrong.body.errors[0].code]).toEqual([422, "form_code_incorrect"]);
    const code = await it.newestCode("+41446680001");
    expect(it.events).toContainEqual({
      kind: "message",
      channel: "sms",
      to: "+41446680001",
      subject: "",
      text: code,
    });
    const done = await post(browser, `${at}/attempt_verification`, { code });
    expect(done.body.response.verification).toMatchObject({ status: "verified", attempts: 2 });
    const [{ user }] = done.body.client.sessions;
    expect(user.primary_phone_number_id).toBe(added.body.response.id);
    expect(user.phone_numbers).toMatchObject([{ phone_number: "+41446680001" }]);
    expect((await browser.send(PHONES)).body).toMatchObject([{ id: added.body.response.id }]);
    expect((await browser.send(at)).body.response.phone_number).toBe("+41446680001");
  });

  test.each(["12015550100", "+1201555", "+999123456789", "none"])(
    "%s is no number",
    async (phone_number) => {
      const { browser } = await someone(`none-${phone_number.replace("+", "p")}@example.com`);
      const refused = await post(browser, PHONES, { phone_number });
      expect(refused.status).toBe(422);
      expect(refused.body.errors[0]).toMatchObject({
        code: "form_param_format_invalid",
        meta: { param_name: "phone_number" },
      });
    },
  );

  test("what somebody has nobody else gets, also when both verify it", async () => {
    const { number } = await withPhone("has@example.com");
    const { browser } = await someone("wants@example.com");
    const taken = await post(browser, PHONES, { phone_number: number });
    expect(taken.body.errors[0]).toMatchObject({
      code: "form_identifier_exists",
      message: "That phone number is taken. Please try another.",
    });
    const both = newNumber();
    const people = await Promise.all(
      ["one@example.com", "two@example.com"].map(async (emailAddress) => {
        const person = await someone(emailAddress);
        const { body } = await post(person.browser, PHONES, { phone_number: both });
        const at = `${PHONES}/${body.response.id}`;
        return { ...person, at };
      }),
    );
    const codes: string[] = [];
    for (const person of people) {
      await post(person.browser, `${person.at}/prepare_verification`);
      codes.push(await it.newestCode(both));
      it.clock.now += 1;
    }
    const answers = await Promise.all(
      people.map(({ browser: own, at }, index) =>
        post(own, `${at}/attempt_verification`, { code: codes[index]! }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422]);
  });

  test("of twenty wrong codes at the same time three are tried", async () => {
    const { browser } = await someone("storm@example.com");
    const number = newNumber();
    const { body } = await post(browser, PHONES, { phone_number: number });
    const at = `${PHONES}/${body.response.id}`;
    await post(browser, `${at}/prepare_verification`);
    const right = await it.newestCode(number);
    const wrong = right === "000000" ? "000001" : "000000";
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        post(browser, `${at}/attempt_verification`, { code: wrong }),
      ),
    );
    const codes = answers.map(({ body: { errors } }) => errors[0].code);
    expect(codes.filter((code) => code === "form_code_incorrect")).toHaveLength(2);
    const late = await post(browser, `${at}/attempt_verification`, { code: right });
    expect(late.body.errors[0].code).toBe("verification_failed");
  });

  test("another becomes primary, and the first one goes", async () => {
    const { browser, at, phoneId } = await withPhone("next@example.com");
    const unproved = (await post(browser, PHONES, { phone_number: newNumber() })).body.response;
    const early = await patch(browser, "/v1/me", { primary_phone_number_id: unproved.id });
    expect(early.body.errors[0].code).toBe("form_verification_needed");
    const number = newNumber();
    const { id } = (await post(browser, PHONES, { phone_number: number })).body.response;
    await post(browser, `${PHONES}/${id}/prepare_verification`);
    const code = await it.newestCode(number);
    await post(browser, `${PHONES}/${id}/attempt_verification`, { code });
    const changed = await patch(browser, "/v1/me", { primary_phone_number_id: id });
    expect(changed.body.response.primary_phone_number_id).toBe(id);
    const gone = await browser.send(at, { method: "DELETE" });
    expect(gone.body.response).toEqual({ object: "phone_number", id: phoneId, deleted: true });
    await browser.send(`${PHONES}/${id}`, { method: "DELETE" });
    const me = (await browser.send("/v1/me")).body.response;
    expect(me).toMatchObject({
      primary_phone_number_id: null,
      phone_numbers: [{ id: unproved.id }],
    });
  });

  test("of another person is not there", async () => {
    const { at } = await withPhone("mine@example.com");
    const { browser } = await someone("theirs@example.com");
    expect((await browser.send(at)).status).toBe(404);
    expect((await browser.send(at, { method: "DELETE" })).status).toBe(404);
    expect((await post(browser, `${at}/prepare_verification`)).status).toBe(404);
  });

  test("a test number gets no SMS and takes 424242", async () => {
    const { browser } = await someone("tester@example.com");
    const { body } = await post(browser, PHONES, { phone_number: "+12015550142" });
    const at = `${PHONES}/${body.response.id}`;
    await post(browser, `${at}/prepare_verification`);
    expect(await it.identity.listMessages({ to: "+12015550142" })).toEqual([]);
    const done = await post(browser, `${at}/attempt_verification`, { code: "424242" });
    expect(done.body.response.verification.status).toBe("verified");
  });
});

describe("signing up", () => {
  test("asks for a number that is required, and for the code to it", async () => {
    await it.identity.changeSettings({ phone_number: "required" });
    try {
      const browser = it.browser();
      const form = { email_address: "up+clerk_test@example.com", password: PASSWORD };
      const begun = await post(browser, SIGN_UPS, form);
      expect(begun.body.response).toMatchObject({
        required_fields: ["email_address", "phone_number", "password"],
        missing_fields: ["phone_number"],
      });
      const at = `${SIGN_UPS}/${begun.body.response.id}`;
      const number = newNumber();
      const filled = await patch(browser, at, { phone_number: number });
      expect(filled.body.response).toMatchObject({
        phone_number: number,
        unverified_fields: ["email_address", "phone_number"],
        verifications: {
          phone_number: { next_action: "needs_prepare", supported_strategies: ["phone_code"] },
        },
      });
      await post(browser, `${at}/prepare_verification`, { strategy: "email_code" });
      const email = { strategy: "email_code", code: "424242" };
      await post(browser, `${at}/attempt_verification`, email);
      const prepared = await post(browser, `${at}/prepare_verification`, {
        strategy: "phone_code",
      });
      expect(prepared.body.response.verifications.phone_number.next_action).toBe("needs_attempt");
      const done = await post(browser, `${at}/attempt_verification`, {
        strategy: "phone_code",
        code: await it.newestCode(number),
      });
      expect(done.body.response.status).toBe("complete");
      expect(done.body.client.sessions[0].user.phone_numbers).toMatchObject([
        { phone_number: number, verification: { status: "verified", strategy: "phone_code" } },
      ]);
      const [{ user }] = done.body.client.sessions;
      const last = await browser.send(`${PHONES}/${user.primary_phone_number_id}`, {
        method: "DELETE",
      });
      expect(last.body.errors[0].code).toBe("last_required_identification_deletion_failed");
    } finally {
      await it.identity.changeSettings(ON);
    }
  });

  test("refuses a number that is none, and one that is taken; another one has to be verified anew", async () => {
    const { number } = await withPhone("before@example.com");
    const browser = it.browser();
    const begun = await post(browser, SIGN_UPS, { email_address: "after@example.com" });
    const at = `${SIGN_UPS}/${begun.body.response.id}`;
    const none = await patch(browser, at, { phone_number: "+12" });
    expect(none.body.errors[0].code).toBe("form_param_format_invalid");
    const taken = await patch(browser, at, { phone_number: number });
    expect(taken.body.errors[0].code).toBe("form_identifier_exists");
    await patch(browser, at, { phone_number: "+12015550151" });
    await post(browser, `${at}/prepare_verification`, { strategy: "phone_code" });
    await post(browser, `${at}/attempt_verification`, { strategy: "phone_code", code: "424242" });
    const changed = await patch(browser, at, { phone_number: newNumber() });
    expect(changed.body.response.unverified_fields).toEqual(["email_address", "phone_number"]);
  });
});

describe("signing in", () => {
  test("by a code to the number that was typed", async () => {
    const { number, phoneId } = await withPhone("in@example.com");
    const browser = it.browser();
    const { body } = await post(browser, "/v1/client/sign_ins", { identifier: number });
    expect(body.response).toMatchObject({
      status: "needs_first_factor",
      identifier: number,
      supported_identifiers: ["email_address", "phone_number"],
    });
    expect(body.response.supported_first_factors).toContainEqual({
      strategy: "phone_code",
      phone_number_id: phoneId,
      safe_identifier: number,
      primary: true,
    });
    const at = `/v1/client/sign_ins/${body.response.id}`;
    const form = { strategy: "phone_code", phone_number_id: phoneId };
    await post(browser, `${at}/prepare_first_factor`, form);
    const code = await it.newestCode(number);
    const wrong = await post(browser, `${at}/attempt_first_factor`, {
      strategy: "phone_code",
      code: code === "000000" ? "000001" : "000000",
    });
    expect(wrong.body.errors[0].code).toBe("form_code_incorrect");
    const done = await post(browser, `${at}/attempt_first_factor`, {
      strategy: "phone_code",
      code,
    });
    expect(done.body.response.status).toBe("complete");
  });

  test("by a forgotten password's code, and with the number as it is written", async () => {
    const { number } = await withPhone("forgot@example.com");
    const browser = it.browser();
    const typed = `${number.slice(0, 3)} ${number.slice(3)}`;
    const { body } = await post(browser, "/v1/client/sign_ins", {
      identifier: typed,
      strategy: "reset_password_phone_code",
    });
    const at = `/v1/client/sign_ins/${body.response.id}`;
    const proved = await post(browser, `${at}/attempt_first_factor`, {
      strategy: "reset_password_phone_code",
      code: await it.newestCode(number),
    });
    expect(proved.body.response.status).toBe("needs_new_password");
    const done = await post(browser, `${at}/reset_password`, { password: `${PASSWORD} new` });
    expect(done.body.response.status).toBe("complete");
  });

  test("a code to a number that is gone proves nothing", async () => {
    const { number, browser: own, at: phone } = await withPhone("gone@example.com");
    const browser = it.browser();
    const { body } = await post(browser, "/v1/client/sign_ins", {
      identifier: number,
      strategy: "phone_code",
    });
    const code = await it.newestCode(number);
    await own.send(phone, { method: "DELETE" });
    const late = await post(
      browser,
      `/v1/client/sign_ins/${body.response.id}/attempt_first_factor`,
      { strategy: "phone_code", code },
    );
    expect(late.body.errors[0].code).toBe("verification_missing");
  });
});

describe("a second factor", () => {
  test("a reserved number is asked after the password, and identifies nobody", async () => {
    const { number, phoneId, reserved } = await withSecondFactor("second@example.com");
    expect(reserved.body.response).toMatchObject({
      reserved_for_second_factor: true,
      default_second_factor: true,
    });
    expect(reserved.body.response.backup_codes).toHaveLength(10);
    expect(reserved.body.client.sessions[0].user).toMatchObject({
      two_factor_enabled: true,
      totp_enabled: false,
      backup_code_enabled: true,
    });
    const unknown = await post(it.browser(), "/v1/client/sign_ins", { identifier: number });
    expect(unknown.body.errors[0].code).toBe("form_identifier_not_found");

    const { browser, body, at } = await waiting("second@example.com");
    expect(body.client.sessions).toEqual([]);
    expect(body.response).toMatchObject({
      status: "needs_second_factor",
      supported_second_factors: [
        { strategy: "phone_code", phone_number_id: phoneId, default: true },
        { strategy: "backup_code" },
      ],
    });
    expect(JSON.stringify(body)).not.toContain(number);
    const attempt = `${at}/attempt_second_factor`;
    const early = await post(browser, attempt, { strategy: "phone_code", code: "123456" });
    expect(early.body.errors[0].code).toBe("verification_missing");
    const prepared = await post(browser, `${at}/prepare_second_factor`, { strategy: "phone_code" });
    expect(prepared.body.response.second_factor_verification).toMatchObject({
      status: "unverified",
      strategy: "phone_code",
    });
    const code = await it.newestCode(number);
    const done = await post(browser, attempt, { strategy: "phone_code", code });
    expect(done.body.response.status).toBe("complete");
    expect(done.body.client.sessions[0].factor_verification_age).toEqual([0, 0]);
  });

  test("wrong codes are counted and lock out, twenty at the same time too", async () => {
    await withSecondFactor("guess2@example.com");
    const { browser, at } = await waiting("guess2@example.com");
    const wrong = () =>
      post(browser, `${at}/attempt_second_factor`, { strategy: "phone_code", code: "x" });
    const answers: Awaited<ReturnType<typeof wrong>>[] = [];
    for (let round = 0; round < 4; round++) {
      await post(browser, `${at}/prepare_second_factor`, { strategy: "phone_code" });
      answers.push(...(await Promise.all(Array.from({ length: 5 }, wrong))));
    }
    const codes = answers.map(({ body }) => body.errors[0].code as string);
    expect(codes.filter((code) => code !== "user_locked").length).toBeLessThan(10);
    expect(codes.at(-1)).toBe("user_locked");
  });

  test("stops with the number, and backup codes with it", async () => {
    const { browser, at } = await withSecondFactor("stop@example.com");
    const freed = await patch(browser, at, { reserved_for_second_factor: "false" });
    expect(freed.body.client.sessions[0].user).toMatchObject({
      two_factor_enabled: false,
      backup_code_enabled: false,
      mfa_disabled_at: expect.any(Number),
    });
    expect((await waiting("stop@example.com")).body.response.status).toBe("complete");
  });

  test("needs a verified number; of two the next becomes the default when the first goes", async () => {
    const { browser, at, phoneId } = await withSecondFactor("pair@example.com");
    const number = newNumber();
    const { id } = (await post(browser, PHONES, { phone_number: number })).body.response;
    const early = await patch(browser, `${PHONES}/${id}`, { reserved_for_second_factor: "true" });
    expect(early.body.errors[0].code).toBe("identification_update_second_factor_unverified");
    await post(browser, `${PHONES}/${id}/prepare_verification`);
    const code = await it.newestCode(number);
    await post(browser, `${PHONES}/${id}/attempt_verification`, { code });
    await patch(browser, `${PHONES}/${id}`, { reserved_for_second_factor: "true" });
    await patch(browser, `${PHONES}/${id}`, { default_second_factor: "true" });
    const factors = (await waiting("pair@example.com")).body.response.supported_second_factors;
    expect(factors).toMatchObject([
      { phone_number_id: phoneId, default: false },
      { phone_number_id: id, default: true },
      { strategy: "backup_code" },
    ]);
    await browser.send(`${PHONES}/${id}`, { method: "DELETE" });
    expect((await browser.send(at)).body.response.default_second_factor).toBe(true);
  });

  test("proves again who somebody is, at once and once", async () => {
    const { browser, number } = await withSecondFactor("again@example.com");
    const { id } = (await browser.send("/v1/client")).body.response.sessions[0];
    const base = `/v1/client/sessions/${id}/verify`;
    const begun = await post(browser, base, { level: "second_factor" });
    expect(begun.body.response).toMatchObject({ status: "needs_second_factor" });
    await post(browser, `${base}/prepare_second_factor`, { strategy: "phone_code" });
    const code = await it.newestCode(number);
    const wrong = await post(browser, `${base}/attempt_second_factor`, {
      strategy: "phone_code",
      code: code === "000000" ? "000001" : "000000",
    });
    expect(wrong.body.errors[0].code).toBe("form_code_incorrect");
    const done = await post(browser, `${base}/attempt_second_factor`, {
      strategy: "phone_code",
      code,
    });
    expect(done.body.response).toMatchObject({
      status: "complete",
      second_factor_verification: { strategy: "phone_code", status: "verified" },
    });
    const twice = await post(browser, `${base}/attempt_second_factor`, {
      strategy: "phone_code",
      code,
    });
    expect(twice.status).toBe(400);
  });
});

test("the first factor is proved again by a code to a number", async () => {
  const { browser, number, phoneId } = await withPhone("prove@example.com");
  const { id } = (await browser.send("/v1/client")).body.response.sessions[0];
  const base = `/v1/client/sessions/${id}/verify`;
  await post(browser, base, { level: "first_factor" });
  const form = { strategy: "phone_code", phone_number_id: phoneId };
  await post(browser, `${base}/prepare_first_factor`, form);
  const done = await post(browser, `${base}/attempt_first_factor`, {
    strategy: "phone_code",
    code: await it.newestCode(number),
  });
  expect(done.body.response.status).toBe("complete");
});

describe("where it is off", () => {
  test("nobody signs up, in or adds a number, and the components are told", async () => {
    const { number, browser: own } = await withPhone("was@example.com");
    await it.identity.changeSettings({
      phone_number: "off",
      second_factors: { phone_code: false },
    });
    try {
      const attributes = async () =>
        (await own.send("/v1/environment")).body.user_settings.attributes.phone_number;
      expect(await attributes()).toMatchObject({ enabled: false, used_for_first_factor: false });
      const browser = it.browser();
      const codeOf = async (path: string, form: Record<string, string>, by = browser) =>
        (await post(by, path, form)).body.errors[0].code;
      expect(await codeOf(PHONES, { phone_number: newNumber() }, own)).toBe("feature_not_enabled");
      expect(await codeOf(SIGN_UPS, { phone_number: newNumber() })).toBe("form_param_unknown");
      expect(await codeOf(SIGN_UPS, { strategy: "phone_code" })).toBe("form_param_value_disabled");
      const signIns = "/v1/client/sign_ins";
      expect(await codeOf(signIns, { identifier: number })).toBe("form_identifier_not_found");
      expect(await codeOf(signIns, { identifier: number, strategy: "phone_code" })).toBe(
        "form_param_value_disabled",
      );
      await it.identity.changeSettings({ second_factors: { phone_code: true } });
      expect(await attributes()).toMatchObject({
        enabled: true,
        required: false,
        used_for_first_factor: false,
        used_for_second_factor: true,
        second_factors: ["phone_code"],
      });
    } finally {
      await it.identity.changeSettings(ON);
    }
    const environment = (await own.send("/v1/environment")).body;
    expect(environment.user_settings.attributes.phone_number).toMatchObject({
      enabled: true,
      used_for_first_factor: true,
      first_factors: ["phone_code"],
      verifications: ["phone_code"],
    });
    expect(environment.user_settings.sign_in.second_factor.enabled).toBe(true);
  });
});
