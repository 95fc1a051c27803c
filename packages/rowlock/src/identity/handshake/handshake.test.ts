import { createClerkClient } from "@clerk/backend";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestBrowser } from "../test/test-browser.ts";
import {
  PASSWORD,
  SECRET_KEY,
  startTestIdentity,
  type TestIdentity,
} from "../test/test-identity.ts";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity();
  await it.identity.addUser({ emailAddress: "ada@example.com", password: PASSWORD });
});
afterAll(() => it.close());

const PAGE = "http://localhost:3000/dashboard?tab=1";

async function shake(browser: TestBrowser, query: Record<string, string> = {}): Promise<URL> {
  const response = await browser.raw("/v1/client/handshake", {
    origin: null,
    query: { redirect_url: PAGE, suffixed_cookies: "true", format: "nonce", ...query },
  });
  expect(response.status).toBe(307);
  return new URL(response.headers.get("location") ?? "");
}

/** What an app's server makes of the browser's return, with the official SDK. */
async function authenticate(url: URL, cookies: string[] = []) {
  const sdk = createClerkClient({
    secretKey: SECRET_KEY,
    publishableKey: it.publishableKey,
    apiUrl: it.url,
    telemetry: { disabled: true },
  });
  const request = new Request(url, {
    headers: { Accept: "text/html", "Sec-Fetch-Dest": "document", Cookie: cookies.join("; ") },
  });
  return sdk.authenticateRequest(request, {
    jwtKey: it.keys.current.publicPem,
    proxyUrl: "http://localhost:54399",
  });
}

describe("handshake()", () => {
  test("a document without a dev browser is sent here by the SDK", async () => {
    const state = await authenticate(new URL(PAGE));
    expect(state.status).toBe("handshake");
    const target = new URL(state.headers.get("location") ?? "");
    expect(target.pathname).toBe("/v1/client/handshake");
    expect(target.searchParams.get("redirect_url")).toBe(PAGE);
  });

  test.each(["nonce", "token"])(
    "signed in, in the form of a %s, the SDK signs in",
    async (format) => {
      const browser = it.browser();
      const { body } = await browser.signIn("ada@example.com", PASSWORD);
      const back = await shake(browser, { format });
      expect(back.origin + back.pathname).toBe("http://localhost:3000/dashboard");
      const state = await authenticate(back);
      const cookies = state.headers.getSetCookie();
      const values = Object.fromEntries(
        cookies.map((cookie) => cookie.split(";")[0]!.split("=") as [string, string]),
      );
      const suffix = [...browser.cookies.keys()][0]!.replace("__client_", "");
      expect(values.__client_uat).toBe(String(Math.floor(body.client.updated_at / 1000)));
      expect(values[`__client_uat_${suffix}`]).toBe(values.__client_uat);
      expect(values[`__session_${suffix}`]).toBe(values.__session);
      expect(values.__clerk_db_jwt).toMatch(/^dvb_/);
      const pairs = Object.entries(values).map(([name, value]) => `${name}=${value}`);
      const page = await authenticate(new URL(PAGE), pairs);
      expect(page.status).toBe("signed-in");
      expect(page.toAuth()?.userId).toBe(body.client.sessions[0].user.id);
    },
  );

  test("signed out, the directives say so and take an old session cookie away", async () => {
    const state = await authenticate(await shake(it.browser()));
    const cookies = state.headers.getSetCookie();
    expect(cookies.some((cookie) => cookie.startsWith("__client_uat=0;"))).toBe(true);
    expect(cookies.find((cookie) => cookie.startsWith("__session="))).toMatch(/Max-Age=0/);
  });

  test("a development address is cleared of what it carried, which older SDKs leave a nonce in", async () => {
    const browser = it.browser();
    await browser.signIn("ada@example.com", PASSWORD);
    const back = await shake(browser, { format: "nonce" });
    expect([...back.searchParams.keys()]).toEqual(["tab", "__clerk_handshake"]);
  });

  test("what is too long for an address is a nonce, good once and for a minute", async () => {
    const emailAddress = "long@example.com";
    await it.identity.addUser({ emailAddress, password: PASSWORD });
    await it.identity.mergeMetadata(emailAddress, { public_metadata: { long: "x".repeat(2000) } });
    await it.identity.changeSettings({
      session_token_claims: { long: "{{user.public_metadata.long}}" },
    });
    const browser = it.browser();
    await browser.signIn(emailAddress, PASSWORD);
    const nonceOf = async () =>
      (await shake(browser)).searchParams.get("__clerk_handshake_nonce") ?? "";
    const nonce = await nonceOf();
    const payload = await it.sdk.clients.getHandshakePayload({ nonce });
    expect(payload.directives.length).toBeGreaterThan(3);
    await expect(it.sdk.clients.getHandshakePayload({ nonce })).rejects.toMatchObject({
      status: 404,
    });
    const late = await nonceOf();
    it.clock.now += 60_000;
    await expect(it.sdk.clients.getHandshakePayload({ nonce: late })).rejects.toMatchObject({
      status: 404,
    });
    it.clock.now -= 60_000;
    await it.identity.changeSettings({ session_token_claims: {} });
  });

  test.each([
    "https://evil.example/",
    "//evil.example/",
    "http://localhost:3000@evil.example/",
    "http://user:pass@localhost:3000/",
    "javascript:alert(1)",
    "/relative",
    "",
  ])("a redirect to %s is refused", async (redirect_url) => {
    for (const path of ["/v1/client/handshake", "/v1/client/touch"]) {
      const response = await it.browser().raw(path, { origin: null, query: { redirect_url } });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers.get("location")).toBeNull();
    }
  });

  test("the dev browser's marker is no proof of who asks", async () => {
    const browser = it.browser();
    await browser.signIn("ada@example.com", PASSWORD);
    const state = await authenticate(await shake(browser));
    const marker =
      /__clerk_db_jwt=([^;]+)/.exec(state.headers.getSetCookie().join("\n"))?.[1] ?? "";
    const thief = it.browser();
    thief.cookies.set("__clerk_db_jwt", marker);
    const answer = await thief.send("/v1/client", { query: { __clerk_db_jwt: marker } });
    expect(answer.body.response).toBeNull();
  });

  test("a handshake token is no session token", async () => {
    const browser = it.browser();
    await browser.signIn("ada@example.com", PASSWORD);
    const back = await shake(browser, { format: "token" });
    const token = back.searchParams.get("__clerk_handshake") ?? "";
    const header = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString());
    expect(header).toMatchObject({ kind: "handshake" });
    expect(header.cat).toBeUndefined();
    await expect(it.sdk.clients.verifyClient(token)).rejects.toMatchObject({ status: 401 });
  });

  test("production keys carry the payload in a cookie that the directives take away", async () => {
    const live = await startTestIdentity({
      publishableKey: `pk_live_${Buffer.from("127.0.0.1:54399$").toString("base64")}`,
    });
    const response = await live.browser().raw("/v1/client/handshake", {
      origin: null,
      query: { redirect_url: PAGE, format: "nonce" },
    });
    expect(response.headers.get("location")).toBe(PAGE);
    const cookie = response.headers.getSetCookie()[0] ?? "";
    const nonce = /__clerk_handshake_nonce=([^;]+)/.exec(cookie)?.[1] ?? "";
    const { directives } = await live.sdk.clients.getHandshakePayload({ nonce });
    expect(directives.some((directive) => directive.startsWith("__clerk_handshake_nonce=;"))).toBe(
      true,
    );
    expect(directives.some((directive) => directive.startsWith("__clerk_db_jwt"))).toBe(false);
    await live.close();
  });
});

/** Signs somebody in five minutes ago, and gives the cookies that their browser has had since. */
async function visitOfLongAgo() {
  const now = it.clock.now;
  it.clock.now -= 300_000;
  const browser = it.browser();
  const { body } = await browser.signIn("ada@example.com", PASSWORD);
  const { searchParams } = await shake(browser);
  const [, payload = ""] = (searchParams.get("__clerk_handshake") ?? "").split(".");
  const directives: readonly string[] = JSON.parse(
    Buffer.from(payload, "base64url").toString(),
  ).handshake;
  it.clock.now = now;
  const cookies = new Map(
    directives.map((directive) => directive.split(";")[0]!.split("=") as [string, string]),
  );
  const [suffix = ""] = [...browser.cookies.keys()].map((name) => name.replace("__client_", ""));
  return {
    sessionId: String(body.response.created_session_id),
    directives,
    pairs: [...cookies].map(([name, value]) => `${name}=${value}`),
    expired: cookies.get("__session") ?? "",
    refresh: cookies.get(`__refresh_${suffix}`) ?? "",
  };
}

describe("a refresh token", () => {
  const ORIGIN = "http://localhost:3000";

  test("gives a page whose session token has expired a fresh one, without a handshake", async () => {
    const { pairs, directives, sessionId } = await visitOfLongAgo();
    const cookie = directives.find((directive) => directive.startsWith("__refresh_"));
    expect(cookie).toMatch(/; HttpOnly/);
    const state = await authenticate(new URL(PAGE), pairs);
    expect(state.status).toBe("signed-in");
    const auth = state.toAuth();
    expect(auth && "sessionId" in auth && auth.sessionId).toBe(sessionId);
    expect(state.headers.getSetCookie().map((line) => line.split("=")[0])).toEqual([
      "__session",
      expect.stringMatching(/^__session_/),
    ]);
    const without = pairs.filter((pair) => !pair.startsWith("__refresh_"));
    expect((await authenticate(new URL(PAGE), without)).status).toBe("handshake");
  });

  test("gives a bare token where that is asked for", async () => {
    const { sessionId, expired, refresh } = await visitOfLongAgo();
    const given = await it.sdk.sessions.refreshSession(sessionId, {
      expired_token: expired,
      refresh_token: refresh,
      request_origin: ORIGIN,
      format: "token",
    });
    const { jwt } = given as unknown as { jwt: string };
    expect((await it.sdk.sessions.verifySession(sessionId, jwt)).id).toBe(sessionId);
  });

  test("is good for its own session, its own kind of use and an allowed origin alone", async () => {
    const [own, other] = [await visitOfLongAgo(), await visitOfLongAgo()];
    const refusal = (params: object, id = own.sessionId) =>
      it.sdk.sessions
        .refreshSession(id, {
          expired_token: own.expired,
          refresh_token: own.refresh,
          request_origin: ORIGIN,
          ...params,
        })
        .then(
          () => 200,
          ({ status, errors }) => [status, errors[0].code],
        );
    const refused = [401, "authentication_invalid"];
    expect(await refusal({})).toBe(200);
    expect(await refusal({}, other.sessionId)).toEqual(refused);
    expect(await refusal({ refresh_token: other.refresh })).toEqual(refused);
    expect(await refusal({ expired_token: other.expired })).toEqual(refused);
    expect(await refusal({ refresh_token: own.expired })).toEqual(refused);
    expect(await refusal({ expired_token: own.refresh })).toEqual(refused);
    expect(await refusal({ expired_token: `${own.expired.slice(0, -4)}AAAA` })).toEqual(refused);
    expect(await refusal({ refresh_token: "x" })).toEqual(refused);
    expect(await refusal({ request_origin: "https://evil.example" })).toEqual(refused);
    await expect(it.sdk.clients.verifyClient(own.refresh)).rejects.toMatchObject({ status: 401 });
    const browser = await fetch(`${it.url}/v1/client/sessions/${own.sessionId}/refresh`, {
      method: "POST",
      headers: { origin: ORIGIN, cookie: own.pairs.join("; ") },
    });
    expect(browser.status).toBe(404);
    await it.sdk.sessions.revokeSession(own.sessionId);
    expect(await refusal({})).toEqual(refused);
    it.clock.now += 31 * 86_400_000;
    expect(
      await refusal(
        { refresh_token: other.refresh, expired_token: other.expired },
        other.sessionId,
      ),
    ).toEqual(refused);
    it.clock.now -= 31 * 86_400_000;
  });
});
