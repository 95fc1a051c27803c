// Who may become a user: addresses and numbers that the instance's restrictions refuse, at sign-up and later.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity();
});
afterAll(() => it.close());

async function signUp(form: Readonly<Record<string, string>>) {
  const { status, body } = await it.browser().send("/v1/client/sign_ups", { method: "POST", form });
  return status === 200 ? "taken in" : body.errors[0].code;
}

test("disposable domains are refused where the instance blocks them", async () => {
  const form = { email_address: "one@mailinator.com" };
  expect(await signUp(form)).toBe("taken in");
  await it.identity.changeSettings({ restrictions: { block_disposable_email_domains: true } });
  expect(await signUp(form)).toBe("not_allowed_access");
  expect(await signUp({ email_address: "one@example.com" })).toBe("taken in");
});

test("an address at Gmail with other dots is the same one, where dots are ignored", async () => {
  await it.identity.addUser({ emailAddress: "a.da@gmail.com" });
  await it.identity.addUser({ emailAddress: "gr.ace@example.com" });
  expect(await signUp({ email_address: "ad.a@gmail.com" })).toBe("taken in");
  await it.identity.changeSettings({ restrictions: { ignore_dots_for_gmail_addresses: true } });
  expect(await signUp({ email_address: "ad.a@gmail.com" })).toBe("form_identifier_exists");
  expect(await signUp({ email_address: "ada@googlemail.com" })).toBe("form_identifier_exists");
  expect(await signUp({ email_address: "ada.l@gmail.com" })).toBe("taken in");
  expect(await signUp({ email_address: "grace@example.com" })).toBe("taken in");
});

test("numbers of a blocked country are refused", async () => {
  await it.identity.changeSettings({ phone_number: "optional", blocked_country_codes: ["CA"] });
  const email_address = "caller@example.com";
  const blocked = { email_address, phone_number: "+14165550123" };
  expect(await signUp(blocked)).toBe("unsupported_country_code");
  expect(await signUp({ email_address, phone_number: "+12015550123" })).toBe("taken in");
});
