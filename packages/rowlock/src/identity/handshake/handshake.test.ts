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

  test("a nonce is good once, and for a minute", async () => {
    const nonceOf = async () =>
      (await shake(it.browser())).searchParams.get("__clerk_handshake_nonce") ?? "";
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
