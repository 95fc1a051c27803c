import { Hono } from "hono";
import { expect, test } from "vitest";
import { locateBundles } from "./locate-bundles.ts";
import { bundleRoutes } from "./serve-bundle.ts";

const app = new Hono();
bundleRoutes(app, locateBundles);
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });

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

test("an exact version may be kept for ever; a range is asked again, and answered with 304", async () => {
  const { version } = locateBundles().get("clerk-js")!;
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
