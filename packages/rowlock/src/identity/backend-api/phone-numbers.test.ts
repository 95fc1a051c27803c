// /v1/phone_numbers as the official SDK asks for it, and the numbers of users.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  PASSWORD,
  SECRET_KEY,
  startTestIdentity,
  type TestIdentity,
} from "../test/test-identity.ts";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity();
});
afterAll(() => it.close());

async function ask(method: string, path: string, body?: object) {
  const response = await it.identity.fetch(
    new Request(`${it.url}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${SECRET_KEY}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  // biome-ignore lint/suspicious/noExplicitAny: whatever the service answers, read freely
  return { status: response.status, body: (await response.json()) as any };
}

const someone = async (emailAddress: string) =>
  (await it.identity.addUser({ emailAddress, password: PASSWORD })).id;

describe("phone numbers", () => {
  test("are made, read, changed and deleted", async () => {
    const { phoneNumbers } = it.sdk;
    const userId = await someone("crud@example.com");
    const made = await phoneNumbers.createPhoneNumber({
      userId,
      phoneNumber: "+12015550111",
      verified: true,
    });
    expect(made).toMatchObject({
      phoneNumber: "+12015550111",
      verification: { status: "verified", strategy: "admin" },
    });
    const user = await it.sdk.users.getUser(userId);
    expect(user.primaryPhoneNumberId).toBe(made.id);
    expect(user.phoneNumbers.map(({ id }) => id)).toEqual([made.id]);
    const next = await phoneNumbers.createPhoneNumber({ userId, phoneNumber: "+12015550112" });
    expect(next.verification).toBeNull();
    await phoneNumbers.updatePhoneNumber(next.id, { verified: true, primary: true });
    expect((await it.sdk.users.getUser(userId)).primaryPhoneNumberId).toBe(next.id);
    expect((await phoneNumbers.getPhoneNumber(next.id)).verification?.status).toBe("verified");
    await phoneNumbers.deletePhoneNumber(next.id);
    expect((await it.sdk.users.getUser(userId)).primaryPhoneNumberId).toBe(made.id);
    await expect(phoneNumbers.getPhoneNumber(next.id)).rejects.toMatchObject({ status: 404 });
  });

  test("a wrong code is told by the verification's status, and counted", async () => {
    const userId = await someone("attempt@example.com");
    const made = await ask("POST", "/phone_numbers", {
      user_id: userId,
      phone_number: "+41446681801",
    });
    const at = `/phone_numbers/${made.body.id}`;
    const { body } = await ask("POST", `${at}/prepare_verification`);
    expect(body).toMatchObject({ status: "unverified", strategy: "phone_code" });
    const attempt = (code: string, verification_id = body.id) =>
      ask("POST", `${at}/attempt_verification`, { verification_id, code });
    const wrong = await attempt("x");
    expect(wrong).toMatchObject({ status: 200, body: { status: "unverified", attempts: 1 } });
    expect((await attempt("x", "ver_other")).status).toBe(400);
    const done = await attempt(await it.newestCode("+41446681801"));
    expect(done.body).toMatchObject({ status: "verified", attempts: 2 });
    expect((await attempt("x")).body.errors[0].code).toBe("verification_already_verified");
    expect((await it.sdk.users.getUser(userId)).primaryPhoneNumberId).toBe(made.body.id);
  });

  test("a new one replaces all, and ends a second factor", async () => {
    await it.identity.changeSettings({ second_factors: { phone_code: true } });
    const userId = await someone("replace@example.com");
    const made = await ask("POST", "/phone_numbers", {
      user_id: userId,
      phone_number: "+12015550121",
      verified: true,
      reserved_for_second_factor: true,
    });
    expect(made.body).toMatchObject({ default_second_factor: true });
    expect((await it.sdk.users.getUser(userId)).twoFactorEnabled).toBe(true);
    await it.sdk.users.replaceUserPhoneNumber(userId, { phoneNumber: "+12015550122" });
    const user = await it.sdk.users.getUser(userId);
    expect(user.phoneNumbers.map(({ phoneNumber }) => phoneNumber)).toEqual(["+12015550122"]);
    expect(user.twoFactorEnabled).toBe(false);
    expect(user.primaryPhoneNumberId).toBe(user.phoneNumbers[0]?.id);
    await it.identity.changeSettings({ second_factors: { phone_code: false } });
  });

  test("a second factor must be verified, and switched on", async () => {
    const body = {
      user_id: await someone("factor@example.com"),
      phone_number: "+12015550131",
      reserved_for_second_factor: true,
    };
    const codeOf = async (more: object) =>
      (await ask("POST", "/phone_numbers", { ...body, ...more })).body.errors[0].code;
    expect(await codeOf({})).toBe("identification_update_second_factor_unverified");
    expect(await codeOf({ verified: true })).toBe("feature_not_enabled");
  });

  // A number that is reserved is no way in: it once passed for one that is left.
  test("one's last way to be found stays, however many numbers are for the second factor", async () => {
    await it.identity.changeSettings({ second_factors: { phone_code: true } });
    const made = await ask("POST", "/users", {
      phone_number: ["+12015550161", "+12015550162"],
      skip_user_requirement: true,
      skip_password_requirement: true,
    });
    const [first, second] = made.body.phone_numbers as { id: string }[];
    const reserve = { reserved_for_second_factor: true };
    await ask("PATCH", `/phone_numbers/${second!.id}`, reserve);
    const refused = await ask("DELETE", `/phone_numbers/${first!.id}`);
    expect(refused.body.errors[0].code).toBe("identification_deletion_failed");
    expect((await ask("DELETE", `/phone_numbers/${second!.id}`)).status).toBe(200);
    await it.identity.changeSettings({ second_factors: { phone_code: false } });
  });

  test("all second factors go at once, and the number is a first one again", async () => {
    await it.identity.changeSettings({
      phone_number: "optional",
      second_factors: { phone_code: true },
    });
    const userId = await someone("all@example.com");
    await ask("POST", "/phone_numbers", {
      user_id: userId,
      phone_number: "+12015550141",
      verified: true,
      reserved_for_second_factor: true,
    });
    await it.sdk.users.disableUserMFA(userId);
    const user = await it.sdk.users.getUser(userId);
    expect(user).toMatchObject({ twoFactorEnabled: false });
    expect(user.phoneNumbers).toMatchObject([{ reservedForSecondFactor: false }]);
    await it.identity.changeSettings({
      phone_number: "off",
      second_factors: { phone_code: false },
    });
  });
});

describe("users", () => {
  test("come with numbers, and are found by them", async () => {
    const user = await it.sdk.users.createUser({
      emailAddress: ["numbers@example.com"],
      phoneNumber: ["+12015550151", "+1 (201) 555-0152"],
      password: PASSWORD,
    });
    expect(user.phoneNumbers.map(({ phoneNumber }) => phoneNumber)).toEqual([
      "+12015550151",
      "+12015550152",
    ]);
    expect(user.primaryPhoneNumberId).toBe(user.phoneNumbers[0]?.id);
    const found = async (query: object) =>
      (await it.sdk.users.getUserList(query)).data.map(({ id }) => id);
    expect(await found({ phoneNumber: ["+12015550152"] })).toEqual([user.id]);
    expect(await found({ phoneNumber: ["+12015550199"] })).toEqual([]);
    expect(await found({ query: "5550151" })).toEqual([user.id]);
    const second = user.phoneNumbers[1]?.id ?? "";
    const changed = await it.sdk.users.updateUser(user.id, { primaryPhoneNumberID: second });
    expect(changed.primaryPhoneNumberId).toBe(second);
  });

  test("must have one where it is required, and never somebody else's", async () => {
    await it.identity.changeSettings({ phone_number: "required" });
    const body = { email_address: ["needs@example.com"], password: PASSWORD };
    const missing = await ask("POST", "/users", body);
    expect(missing.body.errors[0]).toMatchObject({
      code: "form_data_missing",
      meta: { param_name: "phone_number" },
    });
    const taken = await ask("POST", "/users", { ...body, phone_number: ["+12015550151"] });
    expect(taken.body.errors[0]).toMatchObject({
      code: "form_identifier_exists",
      meta: { param_name: "phone_number" },
    });
    const none = await ask("POST", "/users", { ...body, phone_number: ["0441234567"] });
    expect(none.body.errors[0].code).toBe("form_param_format_invalid");
    await it.identity.changeSettings({ phone_number: "off" });
  });

  test("have a number in their tokens", async () => {
    await it.identity.changeSettings({
      session_token_claims: {
        phone: "{{user.primary_phone_number}}",
        proved: "{{user.phone_number_verified}}",
      },
    });
    const token = await it.identity.mintSessionToken("numbers@example.com");
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    expect(claims).toMatchObject({ phone: "+12015550152", proved: true });
  });
});
