// A team's list is live for its members and for nobody else. Without row level security the same journey must fail.
import { Client } from "pg";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./harness/browser.ts";
import { type ExampleApp, startExampleApp } from "./harness/example-app.ts";
import { type LiveTeams, makeTeams, tellsMembersAlone } from "./journeys/live-team.ts";

let app: ExampleApp;
let browser: Browser;
let teams: LiveTeams;

beforeAll(async () => {
  [app, browser] = await Promise.all([
    startExampleApp({ token: "template", next: "build" }),
    launchBrowser(),
  ]);
  teams = await makeTeams(app, browser);
});

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

test("what a member adds appears at the other, and not at a stranger", () =>
  tellsMembersAlone(teams));

test("the control: without row level security the stranger hears", async () => {
  const database = new Client({ connectionString: app.env.SUPABASE_DB_URL });
  await database.connect();
  await database.query("delete from team_tasks");
  await database.query("alter table team_tasks disable row level security");
  await database.end();
  await expect(tellsMembersAlone(teams)).rejects.toThrow(
    /expected \[.*Paint the boat.* to deeply equal/s,
  );
});
