// A browser that blocks third-party cookies. The app and the sign-in service are one site, since ports do not count, so that
// nothing is in its way; a page at 127.0.0.1 is another site than localhost for every browser, and is told so in words.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./harness/browser.ts";
import { watchMissingAnswers } from "./harness/missing-answers.ts";
import { type RunningSdkApp, startSdkApp, taskOf } from "./harness/sdk-app.ts";
import { type Tab, withTab } from "./harness/tab.ts";
import { ADA } from "./journeys/people.ts";
import { signInBy, signOutByMenu, tasks } from "./journeys/sdk-app.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser(["--test-third-party-cookie-phaseout"]);
});

afterAll(() => browser?.close());

test.each(["react-6", "clerk-react-5"])(
  "%s signs in, reloads and signs out at localhost, and at 127.0.0.1 is told what to open",
  async (name) => {
    const app = await startSdkApp({
      name,
      // Both names lead here.
      at: (port) => ["--host", "127.0.0.1", "--port", String(port), "--strictPort"],
      printed: { framework: "vite", file: "src/main.tsx" },
    });
    try {
      await withTab(browser, { url: app.url, work: (tab) => signsIn(tab, app) });
      const elsewhere = app.url.replace("localhost", "127.0.0.1");
      await withTab(browser, {
        url: elsewhere,
        async work({ page, complaints }) {
          await page.goto("/");
          const words = `The page at ${elsewhere} asks the sign-in service at ${app.env.CLERK_FAPI_URL}`;
          await expect.poll(() => complaints.join("\n"), PATIENCE).toContain(words);
          expect(complaints.join("\n")).toContain(`Open ${app.url}, and`);
          await expect.poll(() => app.output(), PATIENCE).toContain(words);
        },
      });
    } finally {
      await app.stop();
    }
  },
);

/** Only there to end a hang. */
const PATIENCE = { timeout: 60_000 };

async function signsIn({ page, hosts }: Tab, app: RunningSdkApp): Promise<void> {
  const missing = watchMissingAnswers(page.context());
  await signInBy(page, { button: "Sign in", person: ADA });
  await page.reload();
  expect(await tasks(page)).toEqual([taskOf("Ada")]);
  await signOutByMenu(page);
  await signInBy(page, { button: "Sign in here", person: ADA });
  expect(await tasks(page)).toEqual([taskOf("Ada")]);
  expect(missing).toEqual([]);
  const log = await app.log();
  expect(log.filter(({ kind }) => kind === "missing_endpoint")).toEqual([]);
  expect([...hosts].filter((host) => !["localhost", "127.0.0.1"].includes(host))).toEqual([]);
}
