// Social sign-in, from the button to the session: the way to the provider and back, and what is made of who comes.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  AFTER,
  choose,
  comeBack,
  newPerson,
  pageOf,
  ROUND_TRIP,
  roundTrip,
  SSO_CALLBACK,
} from "../test/social-browser.ts";
import type { TestBrowser } from "../test/test-browser.ts";
import {
  PASSWORD,
  SECRET_KEY,
  startTestIdentity,
  type TestIdentity,
} from "../test/test-identity.ts";

const SIGN_INS = "/v1/client/sign_ins";
const SIGN_UPS = "/v1/client/sign_ups";
const SOCIAL = ["oauth_google", "oauth_github", "oauth_custom_acme"] as const;

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity();
  await it.identity.changeSettings({ social: [...SOCIAL], username: "optional" });
});
afterAll(() => it.close());

const post = (browser: TestBrowser, path: string, form: Record<string, string> = {}) =>
  browser.send(path, { method: "POST", form });
const client = async (browser: TestBrowser) => (await browser.send("/v1/client")).body.response;

/** Signs somebody new up by a provider. */
async function signedUp(email: string, more: Readonly<Record<string, string>> = {}) {
  const browser = it.browser();
  const at = await roundTrip(it, { browser, path: SIGN_UPS, choice: newPerson(email, more) });
  return { browser, at, client: await client(browser) };
}

describe("the environment", () => {
  test("shows the providers that are on, with a picture of this machine", async () => {
    const { body } = await it.browser().send("/v1/environment");
    const { social } = body.user_settings;
    expect(Object.keys(social)).toEqual([...SOCIAL]);
    expect(social.oauth_custom_acme).toMatchObject({
      enabled: true,
      authenticatable: true,
      strategy: "oauth_custom_acme",
      name: "Acme",
      logo_url: "http://localhost:54399/static/custom_acme.svg",
    });
    const icon = await it.browser().raw("/static/custom_acme.svg", { origin: null });
    expect(icon.headers.get("content-type")).toBe("image/svg+xml");
    expect(await icon.text()).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg".*>A<\/text><\/svg>$/,
    );
  });
});

describe("a sign-up by a provider", () => {
  test("goes to the provider with state and an S256 challenge, and comes back signed in", async () => {
    const browser = it.browser();
    const begun = await post(browser, SIGN_UPS, ROUND_TRIP);
    const { verifications, missing_fields } = begun.body.response;
    expect(missing_fields).toEqual(["email_address", "password"]);
    expect(verifications.external_account).toMatchObject({
      object: "verification_oauth",
      status: "unverified",
      strategy: "oauth_google",
      attempts: null,
      error: null,
    });
    const page = new URL(pageOf(begun.body.response));
    expect(page.pathname).toBe("/social/google/authorize");
    expect(Object.fromEntries(page.searchParams)).toMatchObject({
      response_type: "code",
      redirect_uri: "http://localhost:54399/v1/oauth_callback",
      code_challenge_method: "S256",
    });
    const answer = await choose(it, page.href, newPerson("mary@example.com"));
    expect(answer.status).toBe(303);
    const back = await comeBack(browser, answer);
    expect(back.status).toBe(303);
    const target = new URL(back.headers.get("location") ?? "");
    expect(target.origin + target.pathname).toBe(AFTER);
    expect(target.searchParams.get("__clerk_db_jwt")).toMatch(/^dvb_/);
    const { sessions, last_authentication_strategy } = await client(browser);
    expect(last_authentication_strategy).toBe("oauth_google");
    const [{ user }] = sessions;
    expect(user).toMatchObject({
      first_name: "Mary",
      last_name: "Jackson",
      password_enabled: false,
      email_addresses: [
        {
          email_address: "mary@example.com",
          verification: {
            object: "verification_from_oauth",
            status: "verified",
            strategy: "from_oauth_google",
          },
          linked_to: [{ type: "oauth_google", id: expect.stringMatching(/^idn_/) }],
        },
      ],
      external_accounts: [
        {
          object: "external_account",
          provider: "oauth_google",
          email_address: "mary@example.com",
          approved_scopes: "openid email profile",
          verification: { status: "verified", strategy: "oauth_google" },
        },
      ],
    });
    const { external_accounts } = user;
    expect(new URL(external_accounts[0].image_url).origin).toBe("http://localhost:54399");
    expect(user.email_addresses[0].linked_to[0].id).toBe(external_accounts[0].identification_id);
  });

  test("asks for a code where the provider has not verified the address", async () => {
    const browser = it.browser();
    const choice = { email_address: "loose@example.com" };
    const target = await roundTrip(it, { browser, path: SIGN_UPS, choice });
    expect(target.href).toBe(SSO_CALLBACK);
    const { sign_up } = await client(browser);
    expect(sign_up).toMatchObject({
      status: "missing_requirements",
      unverified_fields: ["email_address"],
      missing_fields: [],
      external_account: { provider: "oauth_google" },
    });
    const up = `${SIGN_UPS}/${sign_up.id}`;
    await post(browser, `${up}/prepare_verification`, { strategy: "email_code" });
    const code = await it.newestCode("loose@example.com");
    const done = await post(browser, `${up}/attempt_verification`, { code });
    expect(done.body.response.status).toBe("complete");
  });

  test("goes on where something is missing", async () => {
    await it.identity.changeSettings({ username: "required" });
    const { browser, at } = await signedUp("missing@example.com");
    expect(at.href).toBe(SSO_CALLBACK);
    const { sign_up } = await client(browser);
    expect(sign_up.missing_fields).toEqual(["username"]);
    const done = await browser.send(`${SIGN_UPS}/${sign_up.id}`, {
      method: "PATCH",
      form: { username: "missing" },
    });
    expect(done.body.response.status).toBe("complete");
    await it.identity.changeSettings({ username: "optional" });
  });

  test("of an account that is known goes on as a sign-in", async () => {
    await signedUp("known@example.com");
    const { browser, at, client: before } = await signedUp("known@example.com");
    expect(at.href).toBe(SSO_CALLBACK);
    expect(before.sign_up.verifications.external_account).toMatchObject({
      status: "transferable",
      error: { code: "external_account_exists" },
    });
    const transferred = await post(browser, SIGN_INS, { transfer: "true" });
    expect(transferred.body.response.status).toBe("complete");
    expect(transferred.body.client.sign_up).toBeNull();
    const again = await post(it.browser(), SIGN_INS, { transfer: "true" });
    expect(again.body.errors[0].code).toBe("account_transfer_invalid");
  });

  test("from a modal, of an app without a page of its own, tells the account portal where its person came from", async () => {
    await signedUp("portal@example.com");
    const page = "http://localhost:54399/sign-up#/sso-callback";
    const form = { redirect_url: page };
    const choice = newPerson("portal@example.com");
    const browser = it.browser();
    const at = await roundTrip(it, { browser, path: SIGN_UPS, choice, form });
    expect([at.pathname, at.hash]).toEqual(["/sign-up", "#/sso-callback"]);
    expect(at.searchParams.get("sign_in_fallback_redirect_url")).toBe(AFTER);
    expect(at.searchParams.get("sign_up_fallback_redirect_url")).toBe(AFTER);
    // Who is through does not come by the portal.
    const known = await roundTrip(it, { browser: it.browser(), path: SIGN_INS, choice, form });
    expect(`${known.origin}${known.pathname}`).toBe(AFTER);
    expect(known.searchParams.has("sign_in_fallback_redirect_url")).toBe(false);
  });

  test("takes an invitation for the invited address alone", async () => {
    await it.identity.changeSettings({ sign_up_mode: "restricted" });
    const refused = await signedUp("uninvited@example.com");
    expect(refused.client.sign_up.verifications.external_account).toMatchObject({
      status: "failed",
      error: { code: "sign_up_mode_restricted" },
    });
    const invited = await it.sdk.invitations.createInvitation({
      emailAddress: "invited@example.com",
      redirectUrl: "http://localhost:3000/sign-up",
      publicMetadata: { plan: "gold" },
    });
    const ticket = /ticket=([^&]+)/.exec(invited.url ?? "")?.[1] ?? "";
    const by = async (address: string) => {
      const browser = it.browser();
      const form = { ticket };
      await roundTrip(it, { browser, path: SIGN_UPS, choice: newPerson(address), form });
      return client(browser);
    };
    const other = await by("somebody@example.com");
    expect(other.sign_up.verifications.external_account.status).toBe("failed");
    const right = await by("invited@example.com");
    expect(right.sessions[0].user.public_metadata).toEqual({ plan: "gold" });
    await it.identity.changeSettings({ sign_up_mode: "public" });
  });
});

describe("a sign-in by a provider", () => {
  test("lets in who is known, and rotates the cookie", async () => {
    await signedUp("back@example.com");
    const browser = it.browser();
    const begun = await post(browser, SIGN_INS, ROUND_TRIP);
    expect(begun.body.response).toMatchObject({
      status: "needs_identifier",
      first_factor_verification: { status: "unverified", strategy: "oauth_google" },
    });
    const before = [...browser.cookies.values()].join();
    const answer = await choose(it, pageOf(begun.body.response), { person: "back@example.com" });
    const back = await comeBack(browser, answer);
    expect(back.headers.get("location")).toContain(AFTER);
    expect([...browser.cookies.values()].join()).not.toBe(before);
    expect((await client(browser)).sessions[0].factor_verification_age).toEqual([0, -1]);
  });

  test("of somebody unknown goes on as a sign-up", async () => {
    const browser = it.browser();
    const choice = newPerson("unknown@example.com");
    const at = await roundTrip(it, { browser, path: SIGN_INS, choice });
    expect(at.href).toBe(SSO_CALLBACK);
    const { sign_in } = await client(browser);
    expect(sign_in.first_factor_verification).toMatchObject({
      status: "transferable",
      error: {
        code: "external_account_not_found",
        message: "Invalid external account",
        long_message: "The External Account was not found.",
      },
    });
    const done = await post(browser, SIGN_UPS, {
      transfer: "true",
      unsafe_metadata: '{"from":"ad"}',
    });
    expect(done.body.response.status).toBe("complete");
    expect(done.body.client.sessions[0].user.unsafe_metadata).toEqual({ from: "ad" });
    const twice = await post(it.browser(), SIGN_UPS, { transfer: "true" });
    expect(twice.body.errors[0].code).toBe("account_transfer_invalid");
  });

  test("links an account to who has the address, verified on both sides", async () => {
    await it.identity.addUser({ emailAddress: "linked@example.com", password: PASSWORD });
    const browser = it.browser();
    await roundTrip(it, { browser, path: SIGN_INS, choice: newPerson("linked@example.com") });
    const [{ user }] = (await client(browser)).sessions;
    expect(user.external_accounts).toMatchObject([{ provider: "oauth_google" }]);
    expect(user.password_enabled).toBe(true);
    const named = await post(it.browser(), SIGN_INS, { identifier: "linked@example.com" });
    const strategies = named.body.response.supported_first_factors.map(
      ({ strategy }: { strategy: string }) => strategy,
    );
    expect(strategies).toContain("oauth_google");
  });

  test("asks for a code first where the provider has not verified the address", async () => {
    await it.identity.addUser({ emailAddress: "code@example.com", password: PASSWORD });
    const browser = it.browser();
    const choice = { email_address: "code@example.com" };
    await roundTrip(it, { browser, path: SIGN_INS, choice });
    const { sign_in, sessions } = await client(browser);
    expect(sessions).toEqual([]);
    expect(sign_in.status).toBe("needs_first_factor");
    expect(sign_in.supported_first_factors).toMatchObject([{ strategy: "email_code" }]);
    const at = `${SIGN_INS}/${sign_in.id}`;
    await post(browser, `${at}/prepare_first_factor`, { strategy: "email_code" });
    const code = await it.newestCode("code@example.com");
    const done = await post(browser, `${at}/attempt_first_factor`, {
      strategy: "email_code",
      code,
    });
    expect(done.body.response.status).toBe("complete");
    expect(done.body.client.sessions[0].user.external_accounts).toHaveLength(1);
  });

  // Somebody may have signed up with another's address before its owner came by a provider.
  test("asks for a code and a new password where the address was never proved here", async () => {
    const reserved = await it.identity.fetch(
      new Request(`${it.url}/v1/users`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${SECRET_KEY}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({
          email_address: ["squatted@example.com"],
          email_address_identification_status: ["reserved"],
          password: PASSWORD,
        }),
      }),
    );
    expect(reserved.status).toBe(200);
    const browser = it.browser();
    const choice = newPerson("squatted@example.com");
    await roundTrip(it, { browser, path: SIGN_INS, choice });
    const { sign_in } = await client(browser);
    const at = `${SIGN_INS}/${sign_in.id}`;
    await post(browser, `${at}/prepare_first_factor`, { strategy: "email_code" });
    const proved = await post(browser, `${at}/attempt_first_factor`, {
      strategy: "email_code",
      code: await it.newestCode("squatted@example.com"),
    });
    expect(proved.body.response.status).toBe("needs_new_password");
    const done = await post(browser, `${at}/reset_password`, { password: `${PASSWORD} new` });
    expect(done.body.response.status).toBe("complete");
    expect(done.body.client.sessions[0].user.external_accounts).toHaveLength(1);
  });

  test("asks for the second factor too", async () => {
    await it.identity.changeSettings({ second_factors: { totp: true, backup_code: true } });
    const made = await it.sdk.users.createUser({
      emailAddress: ["second@example.com"],
      password: PASSWORD,
      totpSecret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
      backupCodes: ["abcdefgh23"],
    });
    const browser = it.browser();
    const choice = newPerson("second@example.com");
    const at = await roundTrip(it, { browser, path: SIGN_INS, choice });
    expect(at.href).toBe(SSO_CALLBACK);
    const { sign_in, sessions } = await client(browser);
    expect(sessions).toEqual([]);
    expect(sign_in.status).toBe("needs_second_factor");
    const done = await post(browser, `${SIGN_INS}/${sign_in.id}/attempt_second_factor`, {
      strategy: "backup_code",
      code: "abcdefgh23",
    });
    expect(done.body.client.sessions[0].user.id).toBe(made.id);
    await it.identity.changeSettings({ second_factors: { totp: false, backup_code: false } });
  });

  test.each([
    ["banned", (id: string) => it.sdk.users.banUser(id), "user_banned"],
    ["locked", (id: string) => it.sdk.users.lockUser(id), "user_locked"],
  ])("of somebody %s is refused, and said in the attempt", async (what, restrain, code) => {
    const { client: known } = await signedUp(`${what}@example.com`);
    await restrain(known.sessions[0].user.id);
    const browser = it.browser();
    const choice = { person: `${what}@example.com` };
    const at = await roundTrip(it, { browser, path: SIGN_INS, choice });
    expect(at.href).toBe(SSO_CALLBACK);
    const { sign_in, sessions } = await client(browser);
    expect(sessions).toEqual([]);
    expect(sign_in.first_factor_verification).toMatchObject({ status: "failed", error: { code } });
  });

  test("of somebody who is signed in here already names the session", async () => {
    await it.identity.changeSettings({ single_session_mode: false });
    const { browser, client: before } = await signedUp("twice@example.com");
    const choice = { person: "twice@example.com" };
    await roundTrip(it, { browser, path: SIGN_INS, choice });
    const { sign_in } = await client(browser);
    expect(sign_in.first_factor_verification).toMatchObject({
      status: "failed",
      error: {
        code: "identifier_already_signed_in",
        meta: { session_id: before.sessions[0].id },
      },
    });
    await it.identity.changeSettings({ single_session_mode: true });
  });

  test("that is denied says so, whichever attempt it was", async () => {
    const browser = it.browser();
    const choice = { deny: "1" };
    const at = await roundTrip(it, { browser, path: SIGN_INS, choice });
    expect(at.href).toBe(SSO_CALLBACK);
    const denied = { status: "failed", error: { code: "oauth_access_denied" } };
    const { sign_in } = await client(browser);
    expect(sign_in.first_factor_verification).toMatchObject(denied);
    await roundTrip(it, { browser, path: SIGN_UPS, choice });
    const { sign_up, sign_in: left } = await client(browser);
    expect(sign_up.verifications.external_account).toMatchObject(denied);
    expect(left).toBeNull();
  });
});
