// Signing up without an email address, where the instance lets people: by a phone number, or by a username.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SettingsInput } from "../settings.ts";
import type { TestBrowser } from "../test/test-browser.ts";
import { PASSWORD, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

const SETTINGS: SettingsInput = {
  sign_up_mode: "public",
  restrictions: { allowlist: false },
  email_address: "optional",
  phone_number: "optional",
  username: "optional",
  password: { required: false },
};

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity();
});
beforeEach(() => it.identity.changeSettings(SETTINGS));
afterAll(() => it.close());

const BASE = "/v1/client/sign_ups";
const create = (browser: TestBrowser, form: Record<string, string>) =>
  browser.send(BASE, { method: "POST", form });

/** A number of Clerk's for tests, which takes 424242. */
const NUMBER = "+12015550123";

async function prove(browser: TestBrowser, id: string) {
  const form = { strategy: "phone_code" };
  await browser.send(`${BASE}/${id}/prepare_verification`, { method: "POST", form });
  return browser.send(`${BASE}/${id}/attempt_verification`, {
    method: "POST",
    form: { ...form, code: "424242" },
  });
}

describe("sign_ups without an email address", () => {
  test("a number and its code make a user, who is signed in and signs in by it again", async () => {
    const browser = it.browser();
    const begun = await create(browser, { phone_number: NUMBER });
    expect(begun.body.response).toMatchObject({
      status: "missing_requirements",
      missing_fields: [],
      unverified_fields: ["phone_number"],
    });
    const done = await prove(browser, begun.body.response.id);
    expect(done.body.response.status).toBe("complete");
    const [session] = done.body.client.sessions;
    expect(session.user).toMatchObject({
      email_addresses: [],
      primary_email_address_id: null,
      phone_numbers: [{ phone_number: NUMBER, verification: { status: "verified" } }],
    });
    expect(session.public_user_data.identifier).toBe(NUMBER);

    const other = it.browser();
    const form = { identifier: NUMBER };
    const signIn = await other.send("/v1/client/sign_ins", { method: "POST", form });
    expect(signIn.body.response.supported_first_factors).toMatchObject([
      { strategy: "phone_code", safe_identifier: expect.any(String) },
    ]);
  });

  test("a username and a password do too", async () => {
    const done = await create(it.browser(), { username: "sculler", password: PASSWORD });
    expect(done.body.response).toMatchObject({ status: "complete", email_address: null });
  });

  test("with neither, an address is missing", async () => {
    const begun = await create(it.browser(), { first_name: "Nobody" });
    expect(begun.body.response).toMatchObject({
      status: "missing_requirements",
      missing_fields: ["email_address"],
    });
  });

  test("is not enough where an address is required", async () => {
    await it.identity.changeSettings({ ...SETTINGS, email_address: "required" });
    const browser = it.browser();
    const begun = await create(browser, { phone_number: "+12015550124" });
    const proved = await prove(browser, begun.body.response.id);
    expect(proved.body.response).toMatchObject({
      status: "missing_requirements",
      missing_fields: ["email_address"],
      unverified_fields: [],
    });
  });

  test.each(["restricted", "waitlist"] as const)("is refused in the mode %s", async (mode) => {
    await it.identity.changeSettings({ ...SETTINGS, sign_up_mode: mode });
    const byNumber = await create(it.browser(), { phone_number: "+12015550125" });
    expect(byNumber.status).toBe(403);
    const byName = await create(it.browser(), { username: `name_${mode}`, password: PASSWORD });
    expect(byName.status).toBe(403);
  });

  test("is held against the allowlist", async () => {
    await it.identity.changeSettings({ ...SETTINGS, restrictions: { allowlist: true } });
    const browser = it.browser();
    const begun = await create(browser, { phone_number: "+12015550126" });
    const proved = await prove(browser, begun.body.response.id);
    expect(proved.status).toBe(403);
    expect(proved.body.errors[0].code).toBe("not_allowed_access");
    const byName = await create(it.browser(), { username: "not_listed", password: PASSWORD });
    expect(byName.body.errors[0].code).toBe("not_allowed_access");
  });
});
