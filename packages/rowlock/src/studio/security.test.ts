// Who may call Studio's API. Each refusal has its counterpart that passes, so that a check that fell away is seen.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createStudioFixture,
  STUDIO_ORIGIN,
  STUDIO_SECRET,
  type StudioFixture,
  studioRequest,
} from "../../test/studio-fixture.ts";

let studio: StudioFixture;

beforeAll(async () => {
  studio = await createStudioFixture();
});

afterAll(() => studio.close());

const RUN = { sql: "select 1", runId: "run-00000001" };

function request(headers: Record<string, string>, method = "GET"): Request {
  return new Request(`${STUDIO_ORIGIN}/api/schema`, { headers, method });
}

describe("the run's secret", () => {
  test("opens the API", async () => {
    expect((await studio.fetch(request({ "x-rowlock-studio": STUDIO_SECRET }))).status).toBe(200);
  });

  test.each([
    ["missing", {}],
    ["wrong", { "x-rowlock-studio": `${STUDIO_SECRET}x` }],
    ["empty", { "x-rowlock-studio": "" }],
    ["in a cookie", { cookie: `x-rowlock-studio=${STUDIO_SECRET}` }],
  ])(
    "refuses when it is %s, and says nothing of it",
    async (_case, headers: Record<string, string>) => {
      const response = await studio.fetch(request(headers));
      const text = await response.text();
      expect(response.status).toBe(401);
      expect(text).toContain("STUDIO_SECRET_WRONG");
      expect(text).not.toContain(STUDIO_SECRET);
    },
  );

  test("is not taken from the address", async () => {
    const url = `${STUDIO_ORIGIN}/api/schema?x-rowlock-studio=${encodeURIComponent(STUDIO_SECRET)}`;
    expect((await studio.fetch(new Request(url))).status).toBe(401);
  });

  test.each([
    "/api/schema",
    "/api/nothing-here",
    "/api/settings",
    "/api/clerk/v1/users",
    "/api/log",
    "/api/audit",
    "/api/audit/drift",
    "/api/protect/apply",
    "/api/realtime/access",
  ])("is asked for at %s whatever the method", async (path) => {
    for (const method of ["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"]) {
      const response = await studio.fetch(new Request(`${STUDIO_ORIGIN}${path}`, { method }));
      expect(response.status, `${method} ${path}`).toBe(401);
    }
  });
});

describe("the origin", () => {
  test.each(["http://localhost:3000", "https://evil.example", "null", "http://127.0.0.1:54324"])(
    "%s is foreign, even with the secret",
    async (origin) => {
      const response = await studio.fetch(request({ "x-rowlock-studio": STUDIO_SECRET, origin }));
      expect(response.status).toBe(403);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    },
  );

  test("of another site is seen in Sec-Fetch-Site too", async () => {
    const headers = { "x-rowlock-studio": STUDIO_SECRET };
    expect(
      (await studio.fetch(request({ ...headers, "sec-fetch-site": "cross-site" }))).status,
    ).toBe(403);
    expect(
      (await studio.fetch(request({ ...headers, "sec-fetch-site": "same-site" }))).status,
    ).toBe(403);
    expect(
      (await studio.fetch(request({ ...headers, "sec-fetch-site": "same-origin" }))).status,
    ).toBe(200);
  });
});

test("a form of another site can't run SQL, even if it knew the secret", async () => {
  await studio.database.query("create table kept (id int)");
  const form = new Request(`${STUDIO_ORIGIN}/api/sql/run`, {
    method: "POST",
    headers: { "content-type": "text/plain", "x-rowlock-studio": STUDIO_SECRET },
    body: JSON.stringify({ ...RUN, sql: "drop table kept" }),
  });
  expect((await studio.fetch(form)).status).toBe(400);
  const { rows } = await studio.database.query("select to_regclass('kept') is not null as there");
  expect(rows[0]).toEqual({ there: true });
  expect((await studio.call("/api/sql/run", RUN)).status).toBe(200);
});

test.each(["/", "/tables/public/tasks", "/main-abcd1234.js", "/api/schema", "/missing.js"])(
  "%s can't be framed, sniffed or given foreign scripts",
  async (path) => {
    const { headers } = await studio.fetch(studioRequest(path));
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toMatch(/connect-src 'self' ws:\/\/127\.0\.0\.1:\d+;/);
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  },
);

describe("the pages", () => {
  test("are given without the secret, for every page's address", async () => {
    for (const path of ["/", "/policies", "/tables/public/tasks"]) {
      const response = await studio.fetch(new Request(`${STUDIO_ORIGIN}${path}`));
      expect(await response.text()).toContain("<title>Studio</title>");
    }
  });

  test.each([
    "/../package.json",
    "/%2e%2e/package.json",
    "/..%2fpackage.json",
    "/main-abcd1234.js/..",
    "/missing.js",
  ])("%s gives no file from outside", async (path) => {
    const response = await studio.fetch(new Request(`${STUDIO_ORIGIN}${path}`));
    const text = await response.text();
    expect(text).not.toContain('"dependencies"');
  });
});

test("an unforeseen error is reported, and its words stay inside", async () => {
  const broken = await createStudioFixture({
    clerk: {
      request: () => Promise.reject(new Error("sk_test_secret leaked")),
      mintToken: () => Promise.reject(new Error("none")),
    },
  });
  const response = await broken.call("/api/clerk/v1/users");
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("sk_test");
  expect(broken.reported).toHaveLength(1);
  await broken.close();
});
