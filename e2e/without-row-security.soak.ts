// The negative control of the journey: without row level security, it must fail where Grace looks at her list.
import { Client } from "pg";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./harness/browser.ts";
import { type ExampleApp, startExampleApp } from "./harness/example-app.ts";
import { withTab } from "./harness/tab.ts";
import { clientSide } from "./journeys/task-pages.ts";
import { testYourIntegration } from "./journeys/test-your-integration.ts";

let app: ExampleApp;
let browser: Browser;

beforeAll(async () => {
  app = await startExampleApp({ token: "template", next: "build" });
  browser = await launchBrowser();
  const database = new Client({ connectionString: app.env.SUPABASE_DB_URL });
  await database.connect();
  await database.query("alter table tasks disable row level security");
  await database.end();
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

test("the journey fails when row level security is off", async () => {
  const journey = withTab(browser, {
    url: app.url,
    work: (tab) => testYourIntegration(tab, { app, pageUnderTest: clientSide, run: "open" }),
  });
  await expect(journey).rejects.toThrow(/expected \[ 'open: buy an oar',.* to deeply equal \[\]/);
});
