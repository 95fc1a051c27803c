// Cookies of localhost go to all its ports, whoever set them: three projects at once, of both generations of Clerk's SDKs,
// in one browser. Each keeps its own person, in the browser and for a server that reads the cookies.
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { backendOf } from "./harness/backend.ts";
import { launchBrowser } from "./harness/browser.ts";
import { watchMissingAnswers } from "./harness/missing-answers.ts";
import { type RunningSdkApp, startSdkApp, taskOf } from "./harness/sdk-app.ts";
import { withTab } from "./harness/tab.ts";
import { ADA, GRACE, type Person } from "./journeys/people.ts";
import { signInBy, signOutByMenu, tasks } from "./journeys/sdk-app.ts";

let apps: readonly RunningSdkApp[];
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  apps = await Promise.all(
    ["clerk-react-5", "react-6", "react-6"].map((name) =>
      startSdkApp({
        name,
        at: (port) => ["--port", String(port), "--strictPort"],
        printed: { framework: "vite", file: "src/main.tsx" },
      }),
    ),
  );
});

afterAll(async () => {
  await browser?.close();
  await Promise.all((apps ?? []).map((app) => app.stop()));
});

test("three apps in one browser keep their own person, whoever signs in or out beside them", () =>
  withTab(browser, {
    url: "http://localhost",
    async work({ page, hosts }) {
      const context = page.context();
      const missing = watchMissingAnswers(context);
      const [older, newer, third] = (await Promise.all(
        apps.map((app) => openApp(context, app)),
      )) as [OpenApp, OpenApp, OpenApp];
      await older.signIn(ADA);
      await newer.signIn(GRACE);
      await third.signIn(ADA);
      await newer.isOf("Grace");
      await older.isOf("Ada");
      await third.isOf("Ada");

      await newer.signOut();
      await older.isOf("Ada");
      await third.isOf("Ada");
      await newer.isOfNobody();

      await newer.signIn(ADA);
      await older.signOut();
      await newer.isOf("Ada");
      await third.isOf("Ada");
      await older.isOfNobody();

      await older.signIn(GRACE);
      // As when the session tokens have come to their end while no tab was open.
      await context.clearCookies({ name: /^__session/ });
      await older.isOf("Grace");
      await newer.isOf("Ada");
      await third.isOf("Ada");

      expect(missing).toEqual([]);
      expect([...hosts].filter((host) => !["localhost", "127.0.0.1"].includes(host))).toEqual([]);
      for (const app of apps) {
        const log = await app.log();
        expect(log.filter(({ kind }) => kind === "missing_endpoint")).toEqual([]);
      }
    },
  }));

interface OpenApp {
  signIn(person: Person): Promise<void>;
  signOut(): Promise<void>;
  /** After a reload, too, and for a server. */
  isOf(firstName: string): Promise<void>;
  isOfNobody(): Promise<void>;
}

/** An app in a tab of its own. */
async function openApp(context: BrowserContext, app: RunningSdkApp): Promise<OpenApp> {
  const page = await context.newPage();
  return {
    signIn: (person) => signInBy(page, { button: "Sign in", person, url: app.url }),
    signOut: () => signOutByMenu(page),
    async isOf(firstName) {
      await page.goto(app.url);
      expect(await tasks(page)).toEqual([taskOf(firstName)]);
      expect(await whoServerSees(context, app)).toBe(firstName);
    },
    async isOfNobody() {
      await page.goto(app.url);
      await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
      expect(await whoServerSees(context, app)).toBeNull();
    },
  };
}

/** Whom Clerk's SDK for servers takes a request of this browser to be of. */
async function whoServerSees(context: BrowserContext, app: RunningSdkApp): Promise<string | null> {
  const cookies = await context.cookies(app.url);
  const Cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const backend = backendOf(app);
  const state = await backend.authenticateRequest(new Request(app.url, { headers: { Cookie } }));
  const userId = state.toAuth()?.userId;
  return userId ? (await backend.users.getUser(userId)).firstName : null;
}
