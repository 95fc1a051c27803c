import { connect } from "node:net";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Listener, listen } from "../../http/listen.ts";
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

test.each([
  "/sign-in",
  "/sign-up/continue",
  "/user",
  "/organization",
  "/create-organization",
  "/waitlist",
])(
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

describe("no HTML goes through a proxy into an app's origin", () => {
  let proxied: TestIdentity;
  let listener: Listener;
  let own: string;
  beforeAll(async () => {
    listener = await listen({
      name: "the test",
      port: 0,
      fetch: (request) => proxied.identity.fetch(request),
    });
    own = `localhost:${listener.port}`;
    proxied = await startTestIdentity({ appUrl: `http://${own}` });
  });
  afterAll(async () => {
    await listener.close(0);
    await proxied.close();
  });

  /** Sends a request as a proxy might, byte for byte; gives the status line and the content type. */
  function ask(target: string, ...headers: readonly string[]): Promise<readonly string[]> {
    return new Promise((resolve) => {
      const socket = connect(listener.port, "127.0.0.1");
      let answer = "";
      socket.on("data", (chunk) => {
        answer += chunk.toString();
      });
      socket.once("close", () => {
        const [, status = ""] = /^HTTP\/1.1 (\d+)/.exec(answer) ?? [];
        const [, type = ""] = /^content-type: ([^;\r]*)/im.exec(answer) ?? [];
        resolve([status, type]);
      });
      socket.write(
        `GET ${target} HTTP/1.1\r\n${headers.join("\r\n")}\r\nConnection: close\r\n\r\n`,
      );
    });
  }

  test("and without one there is HTML, so these tests mean something", async () => {
    expect(await ask("/sign-in", `Host: ${own}`)).toEqual(["200", "text/html"]);
  });

  test.each<[string, string, (own: string) => readonly string[]]>([
    ["that keeps the app's Host", "/sign-in", () => ["Host: localhost:5173"]],
    ["that names the app's Host", "/sign-in", (own) => [`Host: ${own}`, "X-Forwarded-Host: app"]],
    ["that names its client", "/sign-in", (own) => [`Host: ${own}`, "X-Forwarded-For: 127.0.0.1"]],
    ["that names its scheme", "/sign-in", (own) => [`Host: ${own}`, "X-Forwarded-Proto: http"]],
    ["that says Forwarded", "/sign-in", (own) => [`Host: ${own}`, "Forwarded: host=app"]],
    ["that says Via", "/sign-in", (own) => [`Host: ${own}`, "Via: 1.1 app"]],
    [
      "of Clerk's SDK",
      "/sign-in",
      (own) => [`Host: ${own}`, "Clerk-Proxy-Url: http://app/__clerk"],
    ],
    ["that keeps its prefix", "/__clerk/sign-in", (own) => [`Host: ${own}`]],
    ["that doubles the slash", "//sign-in", (own) => [`Host: ${own}`]],
  ])("%s", async (_, target, headers) => {
    expect(await ask(target, ...headers(own))).toEqual(["404", "application/json"]);
  });

  test("that asks by a whole address, or by a Host that is not loopback", async () => {
    const answers = [
      await ask(`http://${own}/sign-in`, "Host: localhost:5173"),
      await ask("http://localhost:5173/sign-in", `Host: ${own}`),
      await ask("/sign-in", "Host: app.example"),
      await ask("/sign-in", `Host: ${own}`, "Host: localhost:5173"),
    ];
    for (const [status, type] of answers) {
      expect([status, type]).not.toContain("text/html");
      expect(Number(status)).toBeGreaterThanOrEqual(400);
    }
  });
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
