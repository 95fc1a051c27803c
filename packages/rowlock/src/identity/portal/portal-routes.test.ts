import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestIdentity, type TestIdentity } from "../test/test-identity.ts";
import { PORTAL_SCRIPT } from "./portal-files.ts";

const OWN = "http://localhost:54399";

let it: TestIdentity;
beforeAll(async () => {
  it = await startTestIdentity({ allowedOrigins: ["https://app.example"] });
});
afterAll(() => it.close());

const get = (address: string, headers: Record<string, string> = {}) =>
  it.identity.fetch(new Request(address, { headers }));

test.each(["/sign-in", "/sign-up/continue", "/user", "/organization", "/create-organization"])(
  "%s is a page that runs nothing but the service's own scripts and can't be framed",
  async (path) => {
    const response = await get(`${OWN}${path}?redirect_url="><script>alert(1)</script>`);
    expect(response.status).toBe(200);
    const policy = response.headers.get("content-security-policy");
    expect(policy).toContain(`script-src ${OWN};`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    const html = await response.text();
    expect(html).not.toContain("alert");
    const scripts = [...html.matchAll(/<script[^>]* src="([^"]+)"/g)].map((match) => match[1]);
    expect(scripts).toHaveLength(3);
    for (const script of scripts) expect((await get(script!)).status).toBe(200);
  },
);

test("the issuer's address leads to the one whose cookies an app on localhost sees", async () => {
  const response = await get("http://127.0.0.1:54399/sign-in?redirect_url=/x");
  expect(response.status).toBe(307);
  expect(response.headers.get("location")).toBe(`${OWN}/sign-in?redirect_url=/x`);
});

test("no HTML goes through a proxy into an app's origin", async () => {
  const refused = await Promise.all([
    get("http://localhost:3000/sign-in"),
    get(`${OWN}/sign-in`, { "X-Forwarded-Host": "localhost:3000" }),
    get(`${OWN}/sign-in`, { "Clerk-Proxy-Url": "http://localhost:3000/__clerk" }),
  ]);
  expect(refused.map((response) => response.status)).toEqual([404, 404, 404]);
  for (const response of refused) {
    expect(response.headers.get("content-type")).toContain("application/json");
  }
});

test("the script goes back to loopback and named origins only, and runs at its own address only", async () => {
  const html = await (await get(`${OWN}/sign-in`)).text();
  const named = /data-allowed-origins="([^"]*)"/.exec(html)?.[1]?.replaceAll("&quot;", '"') ?? "";
  const load = async (origin: string) => {
    const loaded: { readonly allowedRedirectOrigins: readonly (string | RegExp)[] }[] = [];
    const location = { origin, pathname: "/sign-in" };
    runInNewContext(PORTAL_SCRIPT, {
      document: {
        currentScript: { dataset: { portalUrl: OWN, allowedOrigins: named } },
        getElementById: () => null,
      },
      location,
      window: { Clerk: { load: async (options: never) => loaded.push(options), mountSignIn() {} } },
    });
    await new Promise(setImmediate);
    return loaded;
  };
  expect(await load("http://localhost:3000")).toEqual([]);
  const [options] = await load(OWN);
  const allows = (origin: string) =>
    options!.allowedRedirectOrigins.some((allowed) =>
      typeof allowed === "string" ? allowed === origin : allowed.test(origin),
    );
  expect(
    ["http://localhost:3000", "http://[::1]:5173", "http://a.localhost", "https://app.example"].map(
      allows,
    ),
  ).toEqual([true, true, true, true]);
  expect(
    ["https://evil.example", "http://localhost.evil.example", "http://evil.example#localhost"].map(
      allows,
    ),
  ).toEqual([false, false, false]);
});
