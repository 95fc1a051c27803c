// A fresh Next.js app with Clerk's quickstart in it: signed in, reloaded and signed out with nothing but the block that
// `rowlock env --framework next` prints.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./harness/browser.ts";
import { type FreshApp, startFreshApp } from "./harness/fresh-next-app.ts";
import { withTab } from "./harness/tab.ts";
import { ADA } from "./journeys/people.ts";

let app: FreshApp;
let browser: Browser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startFreshApp(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

test("rowlock init names what the quickstart adds, until it is there", () => {
  expect(app.handWork.before.map(({ file }) => file)).toEqual([
    undefined,
    "src/proxy.ts",
    "src/app/layout.tsx",
  ]);
  expect(app.handWork.after.map(({ file }) => file)).toEqual([undefined]);
});

test("Ada signs in by the header's button, stays signed in, and signs out", async () => {
  await withTab(browser, {
    url: app.url,
    async work({ page, hosts, complaints }) {
      await page.goto("/");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.locator("input[name=identifier]").fill(ADA.email);
      await page.getByRole("button", { name: "Continue", exact: true }).click();
      await page.locator("input[name=password]").fill(ADA.password);
      await page.getByRole("button", { name: "Continue", exact: true }).click();
      await page.waitForURL(`${app.url}/`);
      await page.getByRole("button", { name: "Open user menu" }).waitFor();
      await page.reload();
      await page.getByRole("button", { name: "Open user menu" }).click();
      await page.getByText(ADA.email).waitFor();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("button", { name: "Sign up" }).click();
      await page.locator("input[name=emailAddress]").waitFor();
      expect([...hosts].sort()).toEqual(["localhost"]);
      expect(complaints.filter((text) => text.includes("Content Security Policy"))).toEqual([]);
    },
  });
  // The template's web font comes from the network; without one Next.js falls back to the system's.
  expect(app.output()).toContain("Using a fallback font instead");
});
