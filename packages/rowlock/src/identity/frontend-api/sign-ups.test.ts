import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestBrowser } from "../test/test-browser.ts";
import { PASSWORD, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity({ settings: { username: "optional" } });
  await it.identity.addUser({ emailAddress: "taken@example.com", password: PASSWORD });
});
afterAll(() => it.close());

const BASE = "/v1/client/sign_ups";
const create = (browser: TestBrowser, form: Record<string, string>) =>
  browser.send(BASE, { method: "POST", form });
const prepare = (browser: TestBrowser, id: string) =>
  browser.send(`${BASE}/${id}/prepare_verification`, {
    method: "POST",
    form: { strategy: "email_code" },
  });
const attempt = (browser: TestBrowser, id: string, code: string) =>
  browser.send(`${BASE}/${id}/attempt_verification`, {
    method: "POST",
    form: { strategy: "email_code", code },
  });

describe("sign_ups", () => {
  test("address and password, then a code, make a user who is signed in", async () => {
    const browser = it.browser();
    const begun = await create(browser, {
      email_address: " New@Example.com ",
      password: PASSWORD,
      first_name: "New",
      unsafe_metadata: '{"plan":"free"}',
    });
    expect(begun.body.response).toMatchObject({
      object: "sign_up_attempt",
      status: "missing_requirements",
      email_address: "new@example.com",
      missing_fields: [],
      unverified_fields: ["email_address"],
      has_password: true,
    });
    // The component takes a strategy here as a sign that a code was sent already.
    expect(begun.body.response.verifications.email_address).toMatchObject({
      status: "unverified",
      strategy: null,
      next_action: "needs_prepare",
      supported_strategies: ["email_code"],
    });
    expect(begun.body.client.sign_up.id).toBe(begun.body.response.id);
    const { id } = begun.body.response;
    const prepared = await prepare(browser, id);
    expect(prepared.body.response.verifications.email_address.next_action).toBe("needs_attempt");
    const done = await attempt(browser, id, await it.newestCode("new@example.com"));
    expect(done.body.response.status).toBe("complete");
    const [session] = done.body.client.sessions;
    expect(session.id).toBe(done.body.response.created_session_id);
    expect(session.user).toMatchObject({
      first_name: "New",
      unsafe_metadata: { plan: "free" },
      email_addresses: [{ verification: { status: "verified", strategy: "email_code" } }],
    });
    const late = await browser.send(`${BASE}/${id}`, {
      method: "PATCH",
      form: { first_name: "Late" },
    });
    expect(late.body.errors[0].code).toBe("sign_up_cannot_be_updated");
    expect(JSON.stringify(done.body)).not.toContain("scrypt");
  });

  test("what is missing is asked for, step by step", async () => {
    const browser = it.browser();
    const { body } = await create(browser, { first_name: "Step" });
    expect(body.response.missing_fields).toEqual(["email_address", "password"]);
    const { id } = body.response;
    const patch = (form: Record<string, string>) =>
      browser.send(`${BASE}/${id}`, { method: "PATCH", form });
    await patch({ email_address: "step@example.com" });
    await prepare(browser, id);
    const verified = await attempt(browser, id, await it.newestCode("step@example.com"));
    expect(verified.body.response).toMatchObject({
      status: "missing_requirements",
      missing_fields: ["password"],
      unverified_fields: [],
    });
    const done = await patch({ password: PASSWORD });
    expect(done.body.response.status).toBe("complete");
  });

  test("changing the address takes its verification away", async () => {
    const browser = it.browser();
    const { body } = await create(browser, { email_address: "first@example.com" });
    const { id } = body.response;
    await prepare(browser, id);
    await attempt(browser, id, await it.newestCode("first@example.com"));
    const changed = await browser.send(`${BASE}/${id}`, {
      method: "PATCH",
      form: { email_address: "second@example.com", password: PASSWORD },
    });
    expect(changed.body.response).toMatchObject({
      status: "missing_requirements",
      unverified_fields: ["email_address"],
    });
  });

  test("every mistake of a form is said at once, with its field", async () => {
    const { status, body } = await create(it.browser(), {
      email_address: "not an address",
      password: "short",
      username: "a b",
    });
    expect(status).toBe(422);
    expect(
      body.errors.map((error: { code: string; meta: { param_name: string } }) => [
        error.meta.param_name,
        error.code,
      ]),
    ).toEqual([
      ["email_address", "form_param_format_invalid"],
      ["username", "form_username_invalid_length"],
      ["password", "form_password_length_too_short"],
    ]);
  });

  test("a taken address is refused at once, and again when two race for it", async () => {
    const taken = await create(it.browser(), {
      email_address: "TAKEN@example.com",
      password: PASSWORD,
    });
    expect(taken.body.errors[0]).toMatchObject({
      code: "form_identifier_exists",
      long_message: "That email address is taken. Please try another.",
      meta: { param_name: "email_address" },
    });
    const racers = [it.browser(), it.browser()];
    const ids: string[] = [];
    for (const browser of racers) {
      const { body } = await create(browser, {
        email_address: "race+clerk_test@example.com",
        password: PASSWORD,
      });
      ids.push(body.response.id);
      await prepare(browser, body.response.id);
    }
    const answers = await Promise.all(
      racers.map((browser, index) => attempt(browser, ids[index]!, "424242")),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422]);
  });

  test("a password that is the address itself is refused", async () => {
    const { body } = await create(it.browser(), {
      email_address: "same@example.com",
      password: "same@example.com",
    });
    expect(body.errors[0].code).toBe("form_password_matches_identifier");
  });

  test("another client's sign-up does not exist", async () => {
    const browser = it.browser();
    const { body } = await create(browser, { email_address: "mine@example.com" });
    const stranger = it.browser();
    await create(stranger, { email_address: "yours@example.com" });
    const answer = await stranger.send(`${BASE}/${body.response.id}`);
    expect(answer.body.errors[0].code).toBe("resource_not_found");
  });
});

describe("invitations", () => {
  test("a ticket verifies the address, brings its metadata, and works in restricted mode", async () => {
    await it.identity.changeSettings({ sign_up_mode: "restricted" });
    const uninvited = await create(it.browser(), {
      email_address: "uninvited@example.com",
      password: PASSWORD,
    });
    expect(uninvited.body.errors[0].code).toBe("sign_up_mode_restricted");
    const invitation = await it.sdk.invitations.createInvitation({
      emailAddress: "invited@example.com",
      publicMetadata: { role: "beta" },
      redirectUrl: "http://localhost:3000/welcome",
    });
    const accept = await it.browser().raw(new URL(invitation.url!).pathname, {
      query: { ticket: new URL(invitation.url!).searchParams.get("ticket")! },
    });
    const target = new URL(accept.headers.get("location")!);
    expect(target.origin + target.pathname).toBe("http://localhost:3000/welcome");
    expect(target.searchParams.get("__clerk_status")).toBe("sign_up");
    const ticket = target.searchParams.get("__clerk_ticket")!;
    const browser = it.browser();
    const done = await create(browser, { strategy: "ticket", ticket, password: PASSWORD });
    expect(done.body.response.status).toBe("complete");
    expect(done.body.client.sessions[0].user.public_metadata).toEqual({ role: "beta" });
    const again = await create(it.browser(), { strategy: "ticket", ticket });
    expect(again.body.errors[0].code).toBe("invitation_already_accepted");
    await it.identity.changeSettings({ sign_up_mode: "public" });
  });

  test("allowlist, blocklist and the rule about subaddresses hold", async () => {
    const attemptWith = async (email_address: string) => {
      const { body } = await create(it.browser(), { email_address, password: PASSWORD });
      return body.errors?.[0].code ?? body.response.status;
    };
    await it.sdk.instance.updateRestrictions({ blocklist: true, blockEmailSubaddresses: true });
    await it.sdk.blocklistIdentifiers.createBlocklistIdentifier({ identifier: "*@bad.example" });
    expect(await attemptWith("someone@bad.example")).toBe("not_allowed_access");
    expect(await attemptWith("a+b@example.com")).toBe("not_allowed_access");
    expect(await attemptWith("fine@example.com")).toBe("missing_requirements");
    await it.sdk.instance.updateRestrictions({
      blocklist: false,
      blockEmailSubaddresses: false,
      allowlist: true,
    });
    expect(await attemptWith("fine@example.com")).toBe("not_allowed_access");
    const listed = await it.sdk.allowlistIdentifiers.createAllowlistIdentifier({
      identifier: "fine@example.com",
      notify: false,
    });
    expect(await attemptWith("fine@example.com")).toBe("missing_requirements");
    await it.sdk.allowlistIdentifiers.deleteAllowlistIdentifier(listed.id);
    await it.sdk.instance.updateRestrictions({ allowlist: false });
  });
});
