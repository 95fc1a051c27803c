import { Hono } from "hono";
import { expect, test } from "vitest";
import { locateBundles } from "./locate-bundles.ts";
import { bundleRoutes } from "./serve-bundle.ts";

function serving() {
  const app = new Hono();
  const told: string[] = [];
  bundleRoutes(app, {
    service: "http://localhost:54331",
    locate: locateBundles,
    onOtherGeneration: (asked, given) => told.push(`${asked}: ${given}`),
  });
  const get = (path: string, headers: Record<string, string> = {}) =>
    app.request(path, { headers });
  return { get, told };
}
const { get } = serving();

test("the entries are served whatever version is asked for, to scripts of any origin", async () => {
  for (const path of [
    "/npm/@clerk/clerk-js@6/dist/clerk.browser.js",
    "/npm/@clerk/clerk-js@99.1.2/dist/clerk.browser.js",
    "/npm/@clerk/ui@1/dist/ui.browser.js",
  ]) {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^text\/javascript/);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect((await response.text()).length).toBeGreaterThan(50_000);
  }
});

// An SDK of Core 2 loads clerk-js 5, and its page stays blank when it gets 6.
test("each generation of clerk-js is answered by its own, another by the nearest, told once", async () => {
  const { get, told } = serving();
  const given = async (version: string) => {
    const response = await get(`/npm/@clerk/clerk-js${version}/dist/clerk.browser.js`);
    const text = await response.text();
    return ["5.128.0", "6.40.0"].filter((candidate) => text.includes(`"${candidate}"`));
  };
  for (const version of ["@5", "@5.2.1", "@5.128.0"]) {
    expect(await given(version)).toEqual(["5.128.0"]);
  }
  for (const version of ["@6", "", "@latest", "@canary"]) {
    expect(await given(version)).toEqual(["6.40.0"]);
  }
  expect(told).toEqual([]);
  expect(await given("@4")).toEqual(["5.128.0"]);
  expect(await given("@4.70.0")).toEqual(["5.128.0"]);
  expect(await given("@7")).toEqual(["6.40.0"]);
  expect(told).toEqual(["@clerk/clerk-js@4: 5.128.0", "@clerk/clerk-js@7: 6.40.0"]);
});

test("an exact version may be kept for ever; a range is asked again, and answered with 304", async () => {
  const { version } = locateBundles().find(({ name }) => name === "clerk-js")!;
  const exact = await get(`/npm/@clerk/clerk-js@${version}/dist/clerk.browser.js`);
  expect(exact.headers.get("cache-control")).toContain("immutable");
  const range = await get("/npm/@clerk/clerk-js@6/dist/clerk.browser.js");
  expect(range.headers.get("cache-control")).toContain("must-revalidate");
  const tag = range.headers.get("etag") ?? "";
  const again = await get("/npm/@clerk/clerk-js@6/dist/clerk.browser.js", { "if-none-match": tag });
  expect(again.status).toBe(304);
});

test.each([
  "/npm/@clerk/ui@1/dist/..%2Fpackage.json",
  "/npm/@clerk/ui@1/dist/%2e%2e%2fpackage.json",
  "/npm/@clerk/ui@1/dist/../package.json",
  "/npm/@clerk/ui@1/dist/package.json",
  "/npm/@clerk/ui@1/dist/index.d.ts",
  "/npm/@clerk/backend@3/dist/index.js",
  "/npm/@clerk/ui@1/dist/__proto__",
  "/npm/@clerk/ui@1/dist/..%5c..%5cpackage.json",
])("%s is not there", async (path) => {
  expect((await get(path)).status).toBe(404);
});

test("pictures of providers are asked of the service", async () => {
  for (const [name, version] of [
    ["clerk-js", "5"],
    ["ui", "1"],
  ]) {
    const bundle = locateBundles().find(
      (kept) => kept.name === name && kept.version.startsWith(`${version}.`),
    );
    const texts = await Promise.all(
      [...bundle!.files.keys()].map(async (file) =>
        (await get(`/npm/@clerk/${name}@${version}/dist/${file}`)).text(),
      ),
    );
    expect(texts.some((text) => text.includes("http://localhost:54331/static/"))).toBe(true);
    expect(texts.some((text) => text.includes("https://img.clerk.com/static/"))).toBe(false);
  }
});
