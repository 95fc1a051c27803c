// A native app: clerk-js's own bundle for React Native, run in Node over real HTTP as @clerk/expo wires it.
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installedFolder } from "../bundles/locate-bundles.ts";
import { PASSWORD, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity({ allowedOrigins: ["chrome-extension://abcdefghijklmnop"] });
  await it.identity.addUser({ emailAddress: "ada@example.com", password: PASSWORD });
  await it.identity.addUser({ emailAddress: "grace@example.com", password: PASSWORD });
});
afterAll(() => it.close());

/** What a device keeps: the client token, or nothing yet. */
interface Device {
  token: string;
}

async function openApp(device: Device) {
  const bundle = join(installedFolder("@clerk/clerk-js") ?? "", "dist/clerk.native.js");
  const { Clerk } = createRequire(import.meta.url)(bundle);
  const clerk = new Clerk(it.publishableKey, { proxyUrl: it.url });
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's internal hooks have no public types
  clerk.__internal_onBeforeRequest(async (request: any) => {
    request.credentials = "omit";
    request.url?.searchParams.append("_is_native", "1");
    request.headers.set("authorization", device.token);
    request.headers.set("x-mobile", "1");
  });
  clerk.__internal_onAfterResponse(async (_request: unknown, response?: Response) => {
    device.token = response?.headers.get("authorization") || device.token;
  });
  await clerk.load({ standardBrowser: false, telemetry: false });
  return clerk;
}

async function signIn(device: Device, identifier: string) {
  const clerk = await openApp(device);
  const attempt = await clerk.client.signIn.create({ identifier, password: PASSWORD });
  expect(attempt.status).toBe("complete");
  await clerk.setActive({ session: attempt.createdSessionId });
  return clerk;
}

const ask = (headers: Record<string, string>, path = "/v1/client?_is_native=1") =>
  fetch(`${it.url}${path}`, { headers });

// biome-ignore lint/suspicious/noExplicitAny: whatever the service answers, read freely by tests
async function bodyOf(answer: Response): Promise<any> {
  return answer.json();
}

describe("the native protocol", () => {
  test("an app signs in, gets tokens, comes back with its token alone, and signs out", async () => {
    const device = { token: "" };
    const clerk = await signIn(device, "ada@example.com");
    expect(clerk.user.primaryEmailAddress.emailAddress).toBe("ada@example.com");
    expect(await clerk.session.getToken()).toMatch(/^ey/);
    const kept = { token: device.token };
    expect(kept.token.length).toBeGreaterThan(30);

    const later = await openApp(kept);
    expect(later.user.primaryEmailAddress.emailAddress).toBe("ada@example.com");
    expect(await later.session.getToken({ skipCache: true })).toMatch(/^ey/);
    await later.client.removeSessions();
    expect((await openApp(kept)).user ?? null).toBeNull();
  });

  test("two devices are two clients, and a token from before the sign-in is worth nothing", async () => {
    const [one, other] = [{ token: "" }, { token: "" }];
    const first = await openApp(one);
    await first.client.signIn.create({ identifier: "ada@example.com" });
    const planted = one.token;
    expect(planted).not.toBe("");
    const attempt = await first.client.signIn.attemptFirstFactor({
      strategy: "password",
      password: PASSWORD,
    });
    await first.setActive({ session: attempt.createdSessionId });
    expect(one.token).not.toBe(planted);
    expect((await bodyOf(await ask({ authorization: planted }))).response).toBeNull();
    const grace = await signIn(other, "grace@example.com");
    expect(grace.user.primaryEmailAddress.emailAddress).toBe("grace@example.com");
    expect((await openApp(one)).user.primaryEmailAddress.emailAddress).toBe("ada@example.com");
  });

  test("the token is the only credential: a browser's cookie counts for nothing beside it", async () => {
    const browser = it.browser();
    await browser.signIn("ada@example.com", PASSWORD);
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    // The control: without the flag the same cookie is known.
    const asBrowser = await ask({ cookie }, "/v1/client");
    expect((await bodyOf(asBrowser)).response.sessions).toHaveLength(1);
    expect((await bodyOf(await ask({ cookie, authorization: "" }))).response).toBeNull();
  });

  test.each([
    ["Bearer before it", (token: string) => `Bearer ${token}`],
    ["nothing before it", (token: string) => token],
  ])("the token is taken with %s", async (_form, headerOf) => {
    const device = { token: "" };
    await signIn(device, "ada@example.com");
    const answer = await ask({ authorization: headerOf(device.token) });
    expect((await bodyOf(answer)).response.sessions).toHaveLength(1);
  });

  test.each([
    ["without the header", {}, "request_header_missing"],
    [
      "with two tokens",
      { authorization: "one, two" },
      "multiple_authorization_header_values_forbidden",
    ],
    [
      "from a web page",
      { authorization: "", origin: "http://localhost:3000" },
      "origin_authorization_headers_conflict",
    ],
    [
      "from a foreign page",
      { authorization: "", origin: "https://evil.example" },
      "origin_invalid",
    ],
    [
      "from an extension that is not named",
      { authorization: "", origin: "chrome-extension://x" },
      "origin_invalid",
    ],
  ])("a request %s is refused", async (_what, headers, code) => {
    const answer = await ask(headers as Record<string, string>);
    expect(answer.status).toBe(400);
    expect((await bodyOf(answer)).errors[0].code).toBe(code);
  });

  test("the secret key opens nothing here, and a client's token nothing of the Backend API", async () => {
    const device = { token: "" };
    await signIn(device, "ada@example.com");
    const asKey = await ask({ authorization: `Bearer ${device.token}` }, "/v1/users");
    expect(asKey.status).toBe(401);
    const secret = await ask({ authorization: "Bearer sk_test_x" }, "/v1/users?_is_native=1");
    expect(secret.status).toBe(404);
  });

  test("a page of a named extension is let in with its token, and may read the new one", async () => {
    const origin = "chrome-extension://abcdefghijklmnop";
    const preflight = await fetch(`${it.url}/v1/client?_is_native=1`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-headers": "authorization" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toMatch(/authorization/i);
    const answer = await fetch(`${it.url}/v1/client/sign_ins?_is_native=1`, {
      method: "POST",
      headers: { origin, authorization: "" },
      body: new URLSearchParams({ identifier: "ada@example.com", password: PASSWORD }),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("authorization")).not.toBe("");
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
    expect(answer.headers.get("access-control-expose-headers")).toMatch(/authorization/i);
  });
});
