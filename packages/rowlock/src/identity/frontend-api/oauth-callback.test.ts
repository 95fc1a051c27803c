// The way to a provider and back against whoever bends it: states, codes, challenges, addresses, choices; and apps on
// devices, whose browser is not theirs.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { choose, comeBack, newPerson, pageOf, ROUND_TRIP } from "../test/social-browser.ts";
import type { TestBrowser } from "../test/test-browser.ts";
import { startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

const SIGN_INS = "/v1/client/sign_ins";
const SIGN_UPS = "/v1/client/sign_ups";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity();
  await it.identity.changeSettings({ social: ["oauth_google", "oauth_github"] });
});
afterAll(() => it.close());

/** A browser whose person has just chosen, and the provider's answer. */
async function chosen(email: string, browser: TestBrowser = it.browser(), path = SIGN_UPS) {
  const begun = await browser.send(path, { method: "POST", form: ROUND_TRIP });
  const page = pageOf(begun.body.response);
  const answer = await choose(it, page, newPerson(email));
  return { browser, page, answer };
}

/** The same answer with something else in it. */
function bent(answer: Response, change: (query: URLSearchParams) => void): Response {
  const url = new URL(answer.headers.get("location") ?? "");
  change(url.searchParams);
  return new Response(null, { status: 303, headers: { Location: url.href } });
}

async function refusal(browser: TestBrowser, answer: Response) {
  const response = await comeBack(browser, answer);
  expect(response.headers.get("location")).toBeNull();
  const { errors } = (await response.json()) as { errors: { code: string }[] };
  return [response.status, errors[0]?.code];
}

const INVALID = [400, "oauth_callback_invalid"];
const signedIn = async (browser: TestBrowser) =>
  ((await browser.send("/v1/client")).body.response?.sessions ?? []).length > 0;

describe("a state", () => {
  test.each([
    ["tampered with", (query: URLSearchParams) => query.set("state", `${query.get("state")}x`)],
    ["left out", (query: URLSearchParams) => query.delete("state")],
    ["empty", (query: URLSearchParams) => query.set("state", "")],
  ])("that is %s is refused", async (_what, change) => {
    const { browser, answer } = await chosen("state@example.com");
    expect(await refusal(browser, bent(answer, change))).toEqual(INVALID);
    expect(await signedIn(browser)).toBe(false);
  });

  test("is good once", async () => {
    const { browser, answer } = await chosen("once@example.com");
    expect((await comeBack(browser, answer)).status).toBe(303);
    expect(await refusal(browser, answer)).toEqual(INVALID);
  });

  test("is one browser's: brought by another, or by none, it does nothing and stays", async () => {
    const { browser, answer } = await chosen("foreign@example.com");
    const other = (await chosen("other@example.com")).browser;
    expect(await refusal(other, answer)).toEqual(INVALID);
    expect(await refusal(it.browser(), answer)).toEqual(INVALID);
    expect((await comeBack(browser, answer)).status).toBe(303);
    expect(await signedIn(browser)).toBe(true);
  });

  test("is one attempt's: a newer attempt ends it", async () => {
    const { browser, answer } = await chosen("older@example.com");
    const newer = await chosen("newer@example.com", browser, SIGN_INS);
    expect(await refusal(browser, answer)).toEqual(INVALID);
    expect((await comeBack(browser, newer.answer)).status).toBe(303);
  });

  test("lives for ten minutes", async () => {
    const { browser, answer } = await chosen("late@example.com");
    it.clock.now += 600_000;
    expect(await refusal(browser, answer)).toEqual(INVALID);
    it.clock.now -= 600_000;
  });

  test("comes back by a form too, as some providers send it", async () => {
    const { browser, answer } = await chosen("form@example.com");
    const { searchParams } = new URL(answer.headers.get("location") ?? "");
    const posted = await it.identity.fetch(
      new Request("http://localhost:54399/v1/oauth_callback", {
        method: "POST",
        headers: { Origin: "https://appleid.example" },
        body: new URLSearchParams(searchParams),
        redirect: "manual",
      }),
    );
    expect(posted.status).toBe(303);
    const path = posted.headers.get("location") ?? "";
    const back = await comeBack(
      browser,
      new Response(null, { headers: { Location: `http://localhost:54399${path}` } }),
    );
    expect(back.status).toBe(303);
    expect(await signedIn(browser)).toBe(true);
  });
});

describe("a code", () => {
  const verificationOf = async (browser: TestBrowser) =>
    (await browser.send("/v1/client")).body.response.sign_up.verifications.external_account;
  const failed = { status: "failed", error: { code: "oauth_token_exchange_error" } };

  test.each([
    ["made up", (query: URLSearchParams) => query.set("code", "made-up")],
    ["missing", (query: URLSearchParams) => query.delete("code")],
  ])("that is %s fails the attempt", async (_what, change) => {
    const { browser, answer } = await chosen("code@example.com");
    expect((await comeBack(browser, bent(answer, change))).status).toBe(303);
    expect(await verificationOf(browser)).toMatchObject(failed);
  });

  test("of another attempt fails: its challenge is not this verifier's", async () => {
    const [first, second] = [await chosen("first@example.com"), await chosen("second@example.com")];
    const stolen = new URL(first.answer.headers.get("location") ?? "").searchParams.get("code");
    await comeBack(
      second.browser,
      bent(second.answer, (query) => query.set("code", stolen ?? "")),
    );
    expect(await verificationOf(second.browser)).toMatchObject(failed);
    expect(await signedIn(second.browser)).toBe(false);
  });

  test("for a challenge that was changed on the way fails", async () => {
    const browser = it.browser();
    const begun = await browser.send(SIGN_UPS, { method: "POST", form: ROUND_TRIP });
    const page = new URL(pageOf(begun.body.response));
    const challenge = createHash("sha256").update("an attacker's").digest("base64url");
    page.searchParams.set("code_challenge", challenge);
    const answer = await choose(it, page.href, newPerson("pkce@example.com"));
    await comeBack(browser, answer);
    expect(await verificationOf(browser)).toMatchObject(failed);
  });

  test("lives for a minute", async () => {
    const { browser, answer } = await chosen("minute@example.com");
    it.clock.now += 60_000;
    await comeBack(browser, answer);
    it.clock.now -= 60_000;
    expect(await verificationOf(browser)).toMatchObject(failed);
  });
});

describe("the provider's page", () => {
  const page = async (address: string, headers: Record<string, string> = {}) => {
    const response = await it.identity.fetch(new Request(address, { headers }));
    return { status: response.status, headers: response.headers, html: await response.text() };
  };
  const begun = async () =>
    pageOf((await it.browser().send(SIGN_UPS, { method: "POST", form: ROUND_TRIP })).body.response);

  test("offers who is known, and nobody's markup", async () => {
    await comeBack(
      ...(await chosen("shown@example.com").then(
        ({ browser, answer }) => [browser, answer] as const,
      )),
    );
    const odd = { first_name: "<b>Eve", last_name: '"&' };
    await choose(it, await begun(), newPerson("odd@example.com", odd));
    const { html, headers, status } = await page(await begun());
    expect(status).toBe(200);
    expect(html).toContain("Sign in with Google");
    expect(html).toContain('value="shown@example.com"');
    expect(html).toContain("&lt;b&gt;Eve &quot;&amp;");
    expect(html).not.toContain("<b>");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("x-frame-options")).toBe("DENY");
  });

  test("shows nobody to a request that this service did not make", async () => {
    const whole = new URL(await begun());
    for (const [name, value] of [
      ["state", "made-up"],
      ["redirect_uri", "http://localhost:3000/steal"],
      ["client_id", "another"],
      ["code_challenge_method", "plain"],
      ["code_challenge", "short"],
      ["response_type", "token"],
    ] as const) {
      const wrong = new URL(whole);
      wrong.searchParams.set(name, value);
      const { status, html } = await page(wrong.href);
      expect([name, status]).toEqual([name, 400]);
      expect(html).not.toContain("@example.com");
    }
    const other = whole.href.replace("/social/google/", "/social/github/");
    expect((await page(other)).status).toBe(400);
  });

  test("is shown under the service's own name alone", async () => {
    const address = await begun();
    expect((await page(address, { "x-forwarded-host": "app.example" })).status).toBe(404);
    const elsewhere = address.replace("localhost:54399", "evil.example");
    expect((await page(elsewhere)).status).toBe(404);
  });

  test("takes a choice from itself alone", async () => {
    const address = await begun();
    for (const origin of ["http://localhost:3000", "https://evil.example", "null", undefined]) {
      const response = await it.identity.fetch(
        new Request(address, {
          method: "POST",
          headers: origin === undefined ? {} : { Origin: origin },
          body: new URLSearchParams(newPerson("csrf@example.com")),
          redirect: "manual",
        }),
      );
      expect([origin, response.status]).toEqual([origin, 403]);
    }
  });

  test("asks again for an address that is none, and for somebody it does not know", async () => {
    const none = await choose(it, await begun(), newPerson("no address"));
    expect(none.status).toBe(422);
    const html = await none.text();
    expect(html).toContain('value="no address"');
    expect(html).toContain('aria-invalid="true"');
    const stranger = await choose(it, await begun(), { person: "nobody@example.com" });
    expect(stranger.status).toBe(422);
  });
});

describe("where a browser is sent back to", () => {
  const codeOf = async (form: Record<string, string>) => {
    const { status, body } = await it.browser().send(SIGN_INS, { method: "POST", form });
    return [status, body.errors?.[0].code];
  };
  const { redirect_url: _redirect, ...without } = ROUND_TRIP;

  test.each([
    ["https://evil.example/", 400, "resource_missmatch"],
    ["http://localhost:3000@evil.example/", 400, "resource_missmatch"],
    ["javascript:alert(1)", 400, "resource_missmatch"],
    ["myapp://sso-callback", 400, "resource_missmatch"],
    ["/relative", 422, "invalid_redirect_url"],
    ["https://127.0.0.1:54399/popup-callback?return_url=x", 400, "resource_missmatch"],
  ])("%s is refused", async (redirect_url, status, code) => {
    expect(await codeOf({ ...without, redirect_url })).toEqual([status, code]);
    const complete = { ...ROUND_TRIP, action_complete_redirect_url: redirect_url };
    expect(await codeOf(complete)).toEqual([status, code]);
  });

  test("must be named, and the provider must be one that is on", async () => {
    expect(await codeOf(without)).toEqual([422, "form_param_missing"]);
    const off = { ...ROUND_TRIP, strategy: "oauth_apple" };
    expect(await codeOf(off)).toEqual([400, "form_param_value_disabled"]);
    const up = await it.browser().send(SIGN_UPS, { method: "POST", form: off });
    expect(up.body.errors[0].code).toBe("form_param_value_disabled");
  });

  test("one that was switched off meanwhile lets nobody in", async () => {
    const { browser, answer } = await chosen("off@example.com");
    await it.identity.changeSettings({ social: ["oauth_github"] });
    await comeBack(browser, answer);
    await it.identity.changeSettings({ social: ["oauth_google", "oauth_github"] });
    const { sign_up } = (await browser.send("/v1/client")).body.response;
    expect(sign_up.verifications.external_account.error.code).toBe("oauth_provider_not_enabled");
  });
});

describe("an app on a device", () => {
  const TARGET = "myapp://sso-callback";

  async function native(token: string, path: string, form?: Record<string, string>) {
    const url = new URL(path, "http://localhost:54399");
    url.searchParams.set("_is_native", "1");
    const init = form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) };
    const response = await it.identity.fetch(
      new Request(url, { ...init, headers: { authorization: token } }),
    );
    return {
      token: response.headers.get("authorization") ?? undefined,
      // biome-ignore lint/suspicious/noExplicitAny: whatever the service answers, read freely
      body: (await response.json()) as any,
    };
  }

  async function away(choice: Record<string, string>) {
    const form = { strategy: "oauth_google", redirect_url: TARGET };
    const begun = await native("", SIGN_INS, form);
    const answer = await choose(it, pageOf(begun.body.response), choice);
    const back = await comeBack(it.browser(), answer);
    expect(back.headers.getSetCookie()).toEqual([]);
    return {
      id: begun.body.response.id as string,
      token: begun.token ?? "",
      target: new URL(back.headers.get("location") ?? ""),
    };
  }

  test("comes back to its own scheme, when that is listed", async () => {
    const form = { strategy: "oauth_google", redirect_url: TARGET };
    const refused = await native("", SIGN_INS, form);
    expect(refused.body.errors[0].code).toBe("resource_missmatch");
    await it.sdk.redirectUrls.createRedirectUrl({ url: TARGET });
    const { target } = await away(newPerson("device@example.com"));
    expect(target.href.split("?")[0]).toBe(TARGET);
    expect(target.searchParams.get("__clerk_status")).toBeNull();
  });

  test("has its new token for the old one and the nonce, once", async () => {
    await comeBack(
      ...(await chosen("native@example.com").then(
        ({ browser, answer }) => [browser, answer] as const,
      )),
    );
    const { id, token, target } = await away({ person: "native@example.com" });
    const nonce = target.searchParams.get("rotating_token_nonce") ?? "";
    const path = `${SIGN_INS}/${id}?rotating_token_nonce=${nonce}`;
    // Whoever began the round trip and had somebody else make it has the old token, and nothing else.
    const old = await native(token, "/v1/client");
    expect(old.body.response).toBeNull();
    const thief = await native("", path);
    expect(thief.body.errors[0].code).toBe("signed_out");
    const reloaded = await native(token, path);
    expect(reloaded.body.response.status).toBe("complete");
    const fresh = await native(reloaded.token ?? "", "/v1/client");
    expect(fresh.body.response.sessions).toHaveLength(1);
    const again = await native(token, path);
    expect(again.body.errors[0].code).toBe("signed_out");
  });

  test("hears of a refusal, and goes on as a sign-up where nobody was found", async () => {
    const denied = await away({ deny: "1" });
    expect(denied.target.searchParams.get("__clerk_status")).toBe("failed");
    expect(denied.target.searchParams.get("__clerk_error_code")).toBe("oauth_access_denied");
    const { id, token, target } = await away(newPerson("fresh@example.com"));
    expect(target.searchParams.get("__clerk_status")).toBeNull();
    const nonce = target.searchParams.get("rotating_token_nonce") ?? "";
    const reloaded = await native(token, `${SIGN_INS}/${id}?rotating_token_nonce=${nonce}`);
    expect(reloaded.body.response.first_factor_verification.status).toBe("transferable");
    const up = await native(reloaded.token ?? "", SIGN_UPS, { transfer: "true" });
    expect(up.body.response.status).toBe("complete");
  });

  test("has its nonce for a minute", async () => {
    const { id, token, target } = await away({ person: "native@example.com" });
    const nonce = target.searchParams.get("rotating_token_nonce") ?? "";
    it.clock.now += 60_000;
    const late = await native(token, `${SIGN_INS}/${id}?rotating_token_nonce=${nonce}`);
    it.clock.now -= 60_000;
    expect(late.body.errors[0].code).toBe("signed_out");
  });
});
