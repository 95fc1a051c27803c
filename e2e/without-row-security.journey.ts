// The negative controls of the journeys: without row level security, each must fail where somebody looks at a list that
// is not theirs.
import { Client } from "pg";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makePerson } from "./harness/backend.ts";
import { launchBrowser } from "./harness/browser.ts";
import { type ExampleApp, startExampleApp } from "./harness/example-app.ts";
import { withTab } from "./harness/tab.ts";
import { signIn } from "./journeys/account.ts";
import { GRACE, newcomer } from "./journeys/people.ts";
import { clientSide } from "./journeys/task-pages.ts";
import { testYourIntegration } from "./journeys/test-your-integration.ts";
import { seesOneTeamPerTab } from "./journeys/two-tabs.ts";

let app: ExampleApp;
let browser: Browser;

beforeAll(async () => {
  app = await startExampleApp({ token: "template", next: "build" });
  browser = await launchBrowser();
  const database = new Client({ connectionString: app.env.SUPABASE_DB_URL });
  await database.connect();
  await database.query("alter table tasks disable row level security");
  await database.query("alter table team_tasks disable row level security");
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

test("two tabs with two organizations fail when row level security is off", async () => {
  const captain = newcomer("captain");
  await makePerson(app, captain);
  const journey = withTab(browser, {
    url: app.url,
    async work({ page }) {
      await signIn(page, captain);
      await seesOneTeamPerTab(page, { invited: GRACE.email });
    },
  });
  await expect(journey).rejects.toThrow(/expected \[ 'Paint the boat' \] to deeply equal \[\]/);
});
