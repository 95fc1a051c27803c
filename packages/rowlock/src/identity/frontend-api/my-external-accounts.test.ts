// A user's own accounts at providers: connected, renewed, taken away; what the app's server sees of them, and is told.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { choose, comeBack, newPerson, pageOf, roundTrip } from "../test/social-browser.ts";
import type { TestBrowser } from "../test/test-browser.ts";
import {
  PASSWORD,
  SECRET_KEY,
  startTestIdentity,
  type TestIdentity,
} from "../test/test-identity.ts";

const ACCOUNTS = "/v1/me/external_accounts";
const PROFILE = "http://localhost:3000/user";
const BEGIN = { strategy: "oauth_github", redirect_url: PROFILE };

let it: TestIdentity;
const told: string[] = [];
beforeAll(async () => {
  it = await startTestIdentity({
    fetch: async (_url, init) => {
      told.push(String(init?.body));
      return new Response();
    },
    deliverWebhooks: false,
  });
  await it.identity.changeSettings({ social: ["oauth_google", "oauth_github"] });
  await it.identity.declareWebhooks([
    { url: "http://localhost:3000/hook", events: ["user.created", "user.updated"] },
  ]);
});
afterAll(() => it.close());

async function someone(emailAddress: string) {
  const { id } = await it.identity.addUser({ emailAddress, password: PASSWORD });
  const browser = it.browser();
  await browser.signIn(emailAddress, PASSWORD);
  return { id, browser };
}

const me = async (browser: TestBrowser) => (await browser.send("/v1/me")).body.response;

async function connect(
  browser: TestBrowser,
  choice: Record<string, string>,
  form: Record<string, string> = {},
) {
  const path = ACCOUNTS;
  const target = await roundTrip(it, { browser, path, choice, form: { ...BEGIN, ...form } });
  return { target, user: await me(browser) };
}

async function connected(emailAddress: string) {
  const { id, browser } = await someone(emailAddress);
  const { user } = await connect(browser, newPerson(emailAddress));
  return { id, browser, account: user.external_accounts[0] };
}

describe("connecting an account", () => {
  test("shows it as under way, and as verified when the browser is back", async () => {
    const { browser } = await someone("connects@example.com");
    const begun = await browser.send(ACCOUNTS, {
      method: "POST",
      form: { ...BEGIN, additional_scope: "repo" },
    });
    expect(begun.body.response).toMatchObject({
      object: "external_account",
      id: expect.stringMatching(/^eac_/),
      identification_id: expect.stringMatching(/^idn_/),
      provider: "oauth_github",
      verification: { status: "unverified", strategy: "oauth_github" },
    });
    const page = pageOf(begun.body.response);
    const answer = await choose(it, page, newPerson("connects@example.net"));
    const back = await comeBack(browser, answer);
    expect(back.headers.get("location")).toBe(PROFILE);
    const user = await me(browser);
    expect(user.external_accounts).toMatchObject([
      {
        id: begun.body.response.id,
        approved_scopes: "read:user user:email repo",
        email_address: "connects@example.net",
        verification: { status: "verified", error: null },
      },
    ]);
    const addresses = user.email_addresses.map(
      ({ email_address }: { email_address: string }) => email_address,
    );
    expect(addresses).toEqual(["connects@example.com", "connects@example.net"]);
    await it.identity.deliverWebhooks();
    const last = JSON.parse(told.at(-1) ?? "{}");
    expect(last.type).toBe("user.updated");
    expect(last.data.external_accounts).toHaveLength(1);
  });

  test("that is denied stays unconnected, with the reason; the next one takes its place", async () => {
    const { browser } = await someone("denies@example.com");
    const { target, user } = await connect(browser, { deny: "1" });
    expect(target.href).toBe(PROFILE);
    expect(user.external_accounts).toMatchObject([
      { verification: { status: "failed", error: { code: "oauth_access_denied" } } },
    ]);
    const after = await connect(browser, newPerson("denies@example.com"));
    expect(after.user.external_accounts).toMatchObject([{ verification: { status: "verified" } }]);
  });

  test.each([
    ["of somebody else", "oauth_identification_claimed"],
    ["with an address of somebody else", "oauth_identification_claimed"],
    ["that is connected already", "oauth_account_already_connected"],
  ])("%s is refused", async (what, code) => {
    const name = what.replaceAll(" ", "-");
    const owner = await connected(`owner-${name}@example.com`);
    if (what.startsWith("with")) await someone(`holder-${name}@example.com`);
    const address = what.startsWith("with")
      ? `holder-${name}@example.com`
      : `owner-${name}@example.com`;
    const { browser } = what.startsWith("that")
      ? owner
      : await someone(`thief-${name}@example.com`);
    const { user } = await connect(browser, newPerson(address));
    expect(user.external_accounts.at(-1)).toMatchObject({
      verification: { status: "failed", error: { code } },
    });
    const linked = await it.sdk.users.getUser(owner.id);
    expect(linked.externalAccounts[0]?.verification?.status).toBe("verified");
  });

  test("needs the session that began it, in its own browser", async () => {
    const { browser } = await someone("leaves@example.com");
    const begun = await browser.send(ACCOUNTS, { method: "POST", form: BEGIN });
    const answer = await choose(it, pageOf(begun.body.response), newPerson("leaves@example.com"));
    expect((await comeBack((await someone("other@example.com")).browser, answer)).status).toBe(400);
    await browser.send("/v1/client/sessions", { method: "DELETE" });
    expect((await comeBack(browser, answer)).status).toBe(400);
  });

  test("needs somebody signed in, a provider that is on, and a recent proof where asked", async () => {
    const stranger = await it.browser().send(ACCOUNTS, { method: "POST", form: BEGIN });
    expect(stranger.status).toBe(401);
    const { browser } = await someone("asks@example.com");
    const off = { ...BEGIN, strategy: "oauth_apple" };
    const refused = await browser.send(ACCOUNTS, { method: "POST", form: off });
    expect(refused.body.errors[0].code).toBe("oauth_provider_not_enabled");
    await it.identity.changeSettings({ reverification: true });
    it.clock.now += 11 * 60_000;
    const stale = await browser.send(ACCOUNTS, { method: "POST", form: BEGIN });
    expect(stale.body.errors[0].code).toBe("session_reverification_required");
    it.clock.now -= 11 * 60_000;
    await it.identity.changeSettings({ reverification: false });
  });
});

describe("renewing an account", () => {
  test("adds scopes, and leaves it what it is until then", async () => {
    const { browser, account } = await connected("scopes@example.com");
    const path = `${ACCOUNTS}/${account.id}/reauthorize`;
    const form = { redirect_url: PROFILE, additional_scope: "repo" };
    const begun = await browser.send(path, { method: "PATCH", form });
    const page = pageOf(begun.body.response);
    expect(new URL(page).searchParams.get("login_hint")).toBe("scopes@example.com");
    expect((await me(browser)).external_accounts[0].verification.status).toBe("verified");
    await comeBack(browser, await choose(it, page, { person: "scopes@example.com" }));
    const [renewed] = (await me(browser)).external_accounts;
    expect(renewed.approved_scopes).toBe("read:user user:email repo");
  });

  test("by another person at the provider changes nothing", async () => {
    const { browser, account } = await connected("same@example.com");
    const path = `${ACCOUNTS}/${account.id}/reauthorize`;
    const begun = await browser.send(path, { method: "PATCH", form: { redirect_url: PROFILE } });
    const page = pageOf(begun.body.response);
    await comeBack(browser, await choose(it, page, newPerson("another@example.com")));
    const [kept] = (await me(browser)).external_accounts;
    expect(kept).toMatchObject({
      provider_user_id: account.provider_user_id,
      verification: { status: "verified", error: { code: "external_account_not_found" } },
    });
  });
});

describe("taking an account away", () => {
  test("is told, and the provider finds nobody any more", async () => {
    const { browser, account } = await connected("gone@example.com");
    const gone = await browser.send(`${ACCOUNTS}/${account.id}`, { method: "DELETE" });
    expect(gone.body.response).toMatchObject({
      object: "external_account",
      id: account.id,
      deleted: true,
    });
    expect((await me(browser)).external_accounts).toEqual([]);
    const again = await browser.send(`${ACCOUNTS}/${account.id}`, { method: "DELETE" });
    expect(again.status).toBe(404);
  });

  test("of somebody else is refused, as is one's last way in", async () => {
    const { account } = await connected("theirs@example.com");
    const { browser } = await someone("mine@example.com");
    for (const [method, path] of [
      ["DELETE", `${ACCOUNTS}/${account.id}`],
      ["DELETE", `${ACCOUNTS}/${account.id}/tokens`],
      ["PATCH", `${ACCOUNTS}/${account.id}/reauthorize`],
    ] as const) {
      const form = { redirect_url: PROFILE };
      expect((await browser.send(path, { method, form })).status).toBe(404);
    }
    const { data } = await it.sdk.users.getUserList({ emailAddress: ["theirs@example.com"] });
    const [user] = data;
    await query(`delete from email_addresses where user_id = '${user!.id}'`);
    await expect(
      it.sdk.users.deleteUserExternalAccount({
        userId: user!.id,
        externalAccountId: account.id,
      }),
    ).rejects.toMatchObject({ errors: [{ code: "identification_deletion_failed" }] });
  });
});

/** The store itself, for a state that no request makes. */
async function query(text: string): Promise<void> {
  const { Client } = (await import("pg")).default;
  const database = new Client({ connectionString: it.connectionString });
  await database.connect();
  await database.query(text);
  await database.end();
}

describe("what the app's server has of an account", () => {
  test("is a token for the provider, renewed when it ran out, gone when it is revoked", async () => {
    const { id, browser, account } = await connected("tokens@example.com");
    const tokens = async () =>
      (await it.sdk.users.getUserOauthAccessToken(id, "github")).data.map(({ token }) => token);
    const { data } = await it.sdk.users.getUserOauthAccessToken(id, "github");
    expect(data).toMatchObject([
      {
        externalAccountId: account.id,
        provider: "oauth_github",
        scopes: ["read:user", "user:email"],
      },
    ]);
    const [first] = await tokens();
    expect(first).toMatch(/^rowlock_[\w-]{43}$/);
    expect(await tokens()).toEqual([first]);
    it.clock.now += 3_600_000;
    const [second] = await tokens();
    expect(second).not.toBe(first);
    it.clock.now -= 3_600_000;
    const bare = await it.identity.fetch(
      new Request(`${it.url}/v1/users/${id}/oauth_access_tokens/oauth_github`, {
        headers: { authorization: `Bearer ${SECRET_KEY}` },
      }),
    );
    expect(await bare.json()).toMatchObject([{ object: "oauth_access_token" }]);
    expect((await it.sdk.users.getUserOauthAccessToken(id, "google")).data).toEqual([]);
    await expect(tokensOf(id, "none")).rejects.toMatchObject({
      errors: [{ code: "oauth_unsupported_provider" }],
    });
    const revoked = await browser.send(`${ACCOUNTS}/${account.id}/tokens`, { method: "DELETE" });
    expect(revoked.body.response.object).toBe("user");
    await expect(tokens()).rejects.toMatchObject({
      errors: [{ code: "oauth_missing_access_token" }],
    });
  });

  test("is nowhere but there: no answer, message or event carries a token", async () => {
    const { id, browser } = await connected("secret@example.com");
    const { data } = await it.sdk.users.getUserOauthAccessToken(id, "github");
    const token = data[0]?.token ?? "";
    await it.identity.deliverWebhooks();
    const seen = [...told, JSON.stringify(await me(browser)), JSON.stringify(it.events)];
    expect(seen.some((text) => text.includes(token))).toBe(false);
  });

  test("is taken away there too", async () => {
    const { id, account } = await connected("server@example.com");
    await it.sdk.users.deleteUserExternalAccount({ userId: id, externalAccountId: account.id });
    expect((await it.sdk.users.getUser(id)).externalAccounts).toEqual([]);
  });
});

function tokensOf(id: string, provider: string) {
  return it.sdk.users.getUserOauthAccessToken(id, provider as "google");
}
