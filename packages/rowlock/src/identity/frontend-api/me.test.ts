import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BrowserRequest, TestBrowser } from "../test/test-browser.ts";
import { PASSWORD, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

let it: TestIdentity;
let browser: TestBrowser;
beforeAll(async () => {
  it = await startTestIdentity({ settings: { username: "optional" } });
  for (const name of ["ada", "grace", "leaver"]) {
    await it.identity.addUser({ emailAddress: `${name}@example.com`, password: PASSWORD });
  }
  browser = it.browser();
  await browser.signIn("ada@example.com", PASSWORD);
});
afterAll(() => it.close());

const me = (path: string, options: BrowserRequest) => browser.send(`/v1/me${path}`, options);
const post = (path: string, form: Record<string, string> = {}) =>
  me(path, { method: "POST", form });
const code = (answer: { readonly body: { errors: { code: string }[] } }) =>
  answer.body.errors[0]?.code;

describe("profile", () => {
  test("names, username and metadata change, and show in the client at once", async () => {
    const changed = await me("", {
      method: "PATCH",
      form: { first_name: "Ada", last_name: "Lovelace", username: "ada_l" },
    });
    expect(changed.body.response).toMatchObject({ first_name: "Ada", username: "ada_l" });
    expect(changed.body.client.sessions[0].user.last_name).toBe("Lovelace");
    const cleared = await me("", { method: "PATCH", form: { last_name: "" } });
    expect(cleared.body.response.last_name).toBeNull();
    await me("/metadata", { method: "PATCH", form: { unsafe_metadata: '{"a":{"b":1},"c":2}' } });
    const merged = await me("/metadata", {
      method: "PATCH",
      form: { unsafe_metadata: '{"a":{"d":3},"c":null}' },
    });
    expect(merged.body.response.unsafe_metadata).toEqual({ a: { b: 1, d: 3 } });
    expect((await it.browser().signIn("ADA_L", PASSWORD)).body.response.status).toBe("complete");
  });

  test("public and private metadata are not the user's to write", async () => {
    const changed = await me("", {
      method: "PATCH",
      form: { public_metadata: '{"admin":true}', private_metadata: '{"x":1}' },
    });
    expect(changed.body.response.public_metadata).toEqual({});
  });

  test("a username is held against its rules and against others", async () => {
    const change = (username: string) => me("", { method: "PATCH", form: { username } });
    await it.sdk.users.createUser({
      username: "grace_h",
      emailAddress: ["h@example.com"],
      password: PASSWORD,
    });
    expect(code(await change("GRACE_H"))).toBe("form_identifier_exists");
    expect(code(await change("abc"))).toBe("form_username_invalid_length");
    expect(code(await change("12345"))).toBe("form_username_needs_non_number_char");
    expect(code(await change("with space"))).toBe("form_username_invalid_character");
  });

  test("a picture is known by its bytes, and replaces the drawn one", async () => {
    const upload = (content: Buffer) => {
      const form = new FormData();
      form.append("file", new Blob([new Uint8Array(content)], { type: "image/png" }), "me.png");
      return me("/profile_image", { method: "POST", form });
    };
    const script = await upload(Buffer.from("<svg onload='alert(1)'/>"));
    expect(script.body.errors[0].long_message).toBe(
      "Only PNG, JPEG, GIF and WebP images are supported.",
    );
    const png = Buffer.from("89504e470d0a1a0a0000000d", "hex");
    const image = await upload(png);
    const served = await browser.raw(new URL(image.body.response.public_url).pathname);
    expect(served.headers.get("content-type")).toBe("image/png");
    expect(Buffer.from(await served.arrayBuffer()).equals(png)).toBe(true);
    expect(image.body.client.sessions[0].user.has_image).toBe(true);
    const removed = await me("/profile_image", { method: "DELETE" });
    expect(removed.body.client.sessions[0].user.has_image).toBe(false);
  });
});

describe("addresses", () => {
  test("an address is added, verified, made primary, and the old one deleted", async () => {
    const added = await post("/email_addresses/", { email_address: "Second@Example.com" });
    expect(added.body.response).toMatchObject({
      email_address: "second@example.com",
      verification: null,
    });
    const { id } = added.body.response;
    const early = await me("", { method: "PATCH", form: { primary_email_address_id: id } });
    expect(code(early)).toBe("form_verification_needed");
    await post(`/email_addresses/${id}/prepare_verification`, { strategy: "email_code" });
    expect(
      code(await post(`/email_addresses/${id}/attempt_verification`, { code: "000000" })),
    ).toBe("form_code_incorrect");
    const verified = await post(`/email_addresses/${id}/attempt_verification`, {
      code: await it.newestCode("second@example.com"),
    });
    expect(verified.body.response.verification.status).toBe("verified");
    const primary = await me("", { method: "PATCH", form: { primary_email_address_id: id } });
    expect(primary.body.response.primary_email_address_id).toBe(id);
    const [notice] = await it.identity.listMessages({ to: "ada@example.com" });
    expect(notice?.slug).toBe("primary_email_address_changed");
    const old = primary.body.response.email_addresses.find(
      (email: { email_address: string }) => email.email_address === "ada@example.com",
    );
    await me(`/email_addresses/${old.id}`, { method: "DELETE" });
    expect(code(await me(`/email_addresses/${id}`, { method: "DELETE" }))).toBe(
      "last_required_identification_deletion_failed",
    );
    expect((await it.browser().signIn("second@example.com", PASSWORD)).status).toBe(200);
    expect((await it.browser().signIn("ada@example.com", PASSWORD)).status).toBe(422);
  });

  test("an unverified address of one user stops nobody from verifying it first", async () => {
    const { body } = await post("/email_addresses", { email_address: "claim@example.com" });
    await post(`/email_addresses/${body.response.id}/prepare_verification`);
    const mine = await it.newestCode("claim@example.com");
    const other = await it.identity.addUser({
      emailAddress: "claim@example.com",
      password: PASSWORD,
    });
    expect(other.identifier).toBe("claim@example.com");
    const late = await post(`/email_addresses/${body.response.id}/attempt_verification`, {
      code: mine,
    });
    expect(code(late)).toBe("form_identifier_exists");
  });

  test("another user's address does not exist", async () => {
    const [grace] = (await it.sdk.users.getUserList({ emailAddress: ["grace@example.com"] })).data;
    const id = grace!.emailAddresses[0]!.id;
    expect((await me(`/email_addresses/${id}`, { method: "DELETE" })).status).toBe(404);
    expect((await me(`/email_addresses/${id}`, {})).status).toBe(404);
  });
});

describe("password", () => {
  test("changing it wants the old one, and can end the other sessions", async () => {
    const elsewhere = it.browser();
    await elsewhere.signIn("grace@example.com", PASSWORD);
    const here = it.browser();
    await here.signIn("grace@example.com", PASSWORD);
    const change = (form: Record<string, string>) =>
      here.send("/v1/me/change_password", { method: "POST", form });
    expect(code(await change({ current_password: "wrong", new_password: "a new password" }))).toBe(
      "form_password_validation_failed",
    );
    expect(code(await change({ current_password: PASSWORD, new_password: PASSWORD }))).toBe(
      "form_new_password_matches_current",
    );
    expect(code(await change({ current_password: PASSWORD, new_password: "short" }))).toBe(
      "form_password_length_too_short",
    );
    const done = await change({
      current_password: PASSWORD,
      new_password: "a new password",
      sign_out_of_other_sessions: "true",
    });
    expect(done.status).toBe(200);
    expect(done.body.client.sessions).toHaveLength(1);
    expect((await elsewhere.send("/v1/client")).body.response.sessions).toEqual([]);
    expect((await it.browser().signIn("grace@example.com", PASSWORD)).status).toBe(422);
  });

  test("guessing the old one locks, as signing in does", async () => {
    await it.identity.addUser({ emailAddress: "guess@example.com", password: PASSWORD });
    const thief = it.browser();
    await thief.signIn("guess@example.com", PASSWORD);
    const codes = [];
    for (let count = 0; count < 10; count += 1) {
      const answer = await thief.send("/v1/me/change_password", {
        method: "POST",
        form: { current_password: `guess ${count}`, new_password: "a new password" },
      });
      codes.push(code(answer));
    }
    expect(codes.at(-1)).toBe("user_locked");
    expect(new Set(codes.slice(0, 9))).toEqual(new Set(["form_password_validation_failed"]));
  });
});

describe("devices and the end", () => {
  test("active devices are listed, and one is signed out", async () => {
    const phone = it.browser();
    await phone.signIn("second@example.com", PASSWORD);
    const { body } = await me("/sessions/active", {});
    expect(body.length).toBeGreaterThanOrEqual(2);
    expect(body[0]).toMatchObject({
      object: "session",
      user: null,
      latest_activity: { browser_name: "Chrome", device_type: "Linux", is_mobile: false },
    });
    const [theirs] = (await phone.send("/v1/client")).body.response.sessions;
    const revoked = await post(`/sessions/${theirs.id}/revoke`);
    expect(revoked.body.response.status).toBe("revoked");
    expect((await phone.send("/v1/client")).body.response.sessions).toEqual([]);
    const stranger = it.browser();
    await stranger.signIn("leaver@example.com", PASSWORD);
    const [own] = (await stranger.send("/v1/client")).body.response.sessions;
    expect((await post(`/sessions/${own.id}/revoke`)).status).toBe(404);
  });

  test("a user deletes themselves, when they may", async () => {
    const leaver = it.browser();
    await leaver.signIn("leaver@example.com", PASSWORD);
    await it.identity.changeSettings({ delete_self: false });
    expect(code(await leaver.send("/v1/me", { method: "DELETE" }))).toBe(
      "user_delete_self_not_enabled",
    );
    await it.identity.changeSettings({ delete_self: true });
    const gone = await leaver.send("/v1/me", { method: "DELETE" });
    expect(gone.body.response).toMatchObject({ object: "user", deleted: true });
    expect(gone.body.client.sessions).toEqual([]);
    expect((await it.browser().signIn("leaver@example.com", PASSWORD)).status).toBe(422);
  });

  test("with reverification on, what matters wants a fresh proof", async () => {
    await it.identity.changeSettings({ reverification: true });
    it.clock.now += 11 * 60_000;
    const refused = await post("/email_addresses", { email_address: "third@example.com" });
    expect(refused.status).toBe(403);
    expect(code(refused)).toBe("session_reverification_required");
    await it.identity.changeSettings({ reverification: false });
  });

  test("nobody signed in gets 401", async () => {
    const answer = await it.browser().send("/v1/me");
    expect(answer.status).toBe(401);
  });
});
