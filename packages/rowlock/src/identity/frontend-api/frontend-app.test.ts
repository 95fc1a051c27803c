import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PASSWORD, startTestIdentity, type TestIdentity } from "../test/test-identity.ts";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity({ allowedOrigins: ["https://app.example.com"] });
  await it.identity.addUser({ emailAddress: "ada@example.com", password: PASSWORD });
});
afterAll(() => it.close());

const FOREIGN = [
  "https://evil.example",
  "null",
  "http://localhost.evil.example",
  "http://localhost:3000.evil.example",
  "http://evil.example:3000",
  "https://app.example.com.evil.example",
  "https://app.example.com:444",
  "http://app.example.com",
  "file://",
  "chrome-extension://abc",
];

// Without it clerk-js says "Missing dev browser" where an app has no middleware that makes a handshake.
describe("the development browser's cookie", () => {
  const given = (headers: Headers) =>
    headers.getSetCookie().filter((cookie) => cookie.startsWith("__clerk_db_jwt"));

  test("comes with the environment, once, readable, under the instance's own suffix alone", async () => {
    const browser = it.browser();
    const first = given((await browser.send("/v1/environment", { method: "PATCH" })).headers);
    expect(first).toEqual([expect.stringMatching(/^__clerk_db_jwt_[\w-]{8}=dvb_/)]);
    expect(first[0]).not.toMatch(/HttpOnly/i);
    expect(given((await browser.send("/v1/environment")).headers)).toEqual([]);
  });

  test("is not given for production keys", async () => {
    const live = await startTestIdentity({
      publishableKey: `pk_live_${Buffer.from("127.0.0.1:54399$").toString("base64")}`,
    });
    expect(given((await live.browser().send("/v1/environment")).headers)).toEqual([]);
    await live.close();
  });
});

describe("origins", () => {
  test.each(FOREIGN)("a request from %s is refused, a read and a change alike", async (origin) => {
    for (const method of ["GET", "POST"] as const) {
      const answer = await it.browser().send("/v1/client", { method, origin });
      expect(answer.status).toBe(400);
      expect(answer.body.errors[0].code).toBe("origin_invalid");
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  test.each([
    "http://localhost:3000",
    "http://127.0.0.1:8080",
    "http://[::1]:3000",
    "https://localhost",
    "https://app.example.com",
  ])("%s is let in, and told so with credentials", async (origin) => {
    const answer = await it.browser().send("/v1/client", { origin });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
    expect(answer.headers.get("access-control-allow-credentials")).toBe("true");
    expect(answer.headers.get("vary")).toContain("Origin");
  });

  test("a preflight is answered for allowed origins only", async () => {
    const ask = (origin: string) =>
      it.identity.fetch(
        new Request("http://localhost:54399/v1/client", { method: "OPTIONS", headers: { origin } }),
      );
    const good = await ask("http://localhost:3000");
    expect(good.status).toBe(204);
    expect(good.headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
    expect((await ask("https://evil.example")).status).toBe(400);
  });

  test("a change without an Origin is no browser's: refused, and nothing is made", async () => {
    const browser = it.browser();
    const answer = await browser.send("/v1/client/sign_ins", {
      method: "POST",
      origin: null,
      form: { identifier: "ada@example.com", password: PASSWORD },
    });
    expect(answer.status).toBe(401);
    expect(answer.body.errors[0].code).toBe("dev_browser_unauthenticated");
    expect(browser.cookies.size).toBe(0);
  });

  test("a GET is never made into a change by _method", async () => {
    const browser = it.browser();
    await browser.signIn("ada@example.com", PASSWORD);
    const answer = await browser.send("/v1/client/sessions", { query: { _method: "DELETE" } });
    expect(answer.status).toBe(404);
    expect((await browser.send("/v1/client")).body.response.sessions).toHaveLength(1);
  });
});

describe("what it serves", () => {
  test("the environment offers what there is, and nothing else", async () => {
    const { body } = await it.browser().send("/v1/environment", { method: "PATCH" });
    expect(body.auth_config.single_session_mode).toBe(true);
    expect(body.user_settings.social).toEqual({});
    const { attributes } = body.user_settings;
    expect(attributes.email_address).toMatchObject({
      enabled: true,
      first_factors: ["email_code"],
    });
    for (const off of [
      "phone_number",
      "passkey",
      "authenticator_app",
      "backup_code",
      "web3_wallet",
    ]) {
      expect(attributes[off].enabled).toBe(false);
    }
    expect(body.commerce_settings.billing.user.enabled).toBe(false);
    expect(body.organization_settings.enabled).toBe(true);
    expect(JSON.stringify(body)).not.toMatch(/https?:\/\/(?!localhost|127\.0\.0\.1)/);
  });

  test("an unknown endpoint gets Clerk's 404 and is named in the log, without its query", async () => {
    const answer = await it.browser().send("/v1/me/never_heard_of", {
      method: "POST",
      query: { secret: "x" },
    });
    expect(answer.status).toBe(404);
    expect(answer.body.errors[0].code).toBe("resource_not_found");
    expect(it.events).toContainEqual({
      kind: "missing_endpoint",
      api: "frontend",
      method: "POST",
      path: "/v1/me/never_heard_of",
    });
  });

  test("nothing is HTML, and nothing is sniffed", async () => {
    const browser = it.browser();
    for (const path of ["/", "/v1/client", "/v1/environment", "/v1/nothing", "/v1/health"]) {
      const { headers } = await browser.send(path);
      expect(headers.get("content-type")).toMatch(/^application\/json/);
    }
  });

  test("a default picture is drawn from its address, and an odd address draws nothing", async () => {
    const browser = it.browser();
    await browser.signIn("ada@example.com", PASSWORD);
    const [session] = (await browser.send("/v1/client")).body.response.sessions;
    const picture = await browser.raw(new URL(session.user.image_url).pathname);
    expect(picture.headers.get("content-type")).toBe("image/svg+xml");
    expect(picture.headers.get("content-security-policy")).toContain("sandbox");
    const forged = Buffer.from(
      JSON.stringify({ type: "default", rid: "x", initials: "<script>" }),
    ).toString("base64");
    expect((await browser.raw(`/${forged}`)).status).toBe(404);
  });

  test("form fields hold to their type: a duplicate, a NUL and a huge body are refused", async () => {
    const browser = it.browser();
    const post = (body: string) =>
      it.identity.fetch(
        new Request("http://localhost:54399/v1/client/sign_ins", {
          method: "POST",
          headers: {
            Origin: "http://localhost:3000",
            "Content-Type": "application/x-www-form-urlencoded",
          },
          body,
        }),
      );
    const twice = await post("identifier=a%40b.cd&identifier=c%40d.ef");
    expect(await twice.text()).toContain("form_param_duplicate");
    const nul = await post("identifier=a%00b");
    expect(await nul.text()).toContain("form_param_value_invalid");
    expect((await post(`identifier=${"a".repeat(300_000)}`)).status).toBe(413);
    expect(browser.cookies.size).toBe(0);
  });
});
