// Files of two people in a browser, and the negative control: without what ties a file to its owner, the same fails where
// one of them meets the other's folder.
import { Client } from "pg";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makePerson } from "./harness/backend.ts";
import { launchBrowser } from "./harness/browser.ts";
import { type ExampleApp, startExampleApp } from "./harness/example-app.ts";
import { withTab } from "./harness/tab.ts";
import { keepFilesApart } from "./journeys/files-apart.ts";
import { ADA, GRACE, newcomer, type Person } from "./journeys/people.ts";

let app: ExampleApp;
let browser: Browser;

beforeAll(async () => {
  [app, browser] = await Promise.all([
    startExampleApp({ token: "template", next: "dev" }),
    launchBrowser(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

function journey(one: Person, other: Person): Promise<void> {
  return withTab(browser, {
    url: app.url,
    work: ({ page: ones }) =>
      withTab(browser, {
        url: app.url,
        work: ({ page: others }) =>
          keepFilesApart({ page: ones, person: one }, { page: others, person: other }),
      }),
  });
}

test("each uploads, sees, signs and deletes only their own files", () => journey(ADA, GRACE));

test("the same fails when the policies let everybody to everything", async () => {
  const [lin, mary] = [newcomer("files-lin"), newcomer("files-mary")];
  await makePerson(app, lin);
  await makePerson(app, mary);
  const database = new Client({ connectionString: app.env.SUPABASE_DB_URL });
  await database.connect();
  await database.query(
    "create policy open on storage.objects to authenticated using (true) with check (true)",
  );
  await database.end();
  // The other's folder is listed as well.
  await expect(journey(lin, mary)).rejects.toThrow(/to deeply equal \[ 'user_/);
});
