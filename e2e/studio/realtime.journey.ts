// The inspector of Realtime: a person joins a channel and hears their own rows' changes and nobody else's, and what is sent
// there; a private channel refuses whom no policy lets hear it. The one socket that is opened goes to the project's own API.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../harness/browser.ts";
import { withTab } from "../harness/tab.ts";
import { type RunningStudio, startStudio } from "./running-studio.ts";
import { callStudio, goTo, openStudio } from "./studio-tab.ts";

let studio: RunningStudio;
let browser: Browser;

beforeAll(async () => {
  [studio, browser] = await Promise.all([startStudio(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await studio?.stop();
});

let runs = 0;

function run(sql: string): Promise<unknown> {
  runs += 1;
  const runId = `realtime-${String(runs).padStart(4, "0")}`;
  return callStudio(studio.output(), { path: "/sql/run", body: { sql, runId } });
}

async function createUser(name: string): Promise<string> {
  const user = await callStudio(studio.output(), {
    path: "/clerk/v1/users",
    body: { email_address: [`${name}@example.com`], skip_password_requirement: true },
  });
  return (user as { id: string }).id;
}

const log = (page: Page) => page.getByRole("log", { name: "What came on the channel" });

test("a person hears what is theirs, and is refused where they may not hear", async () => {
  const ada = await createUser("ada");
  await run(`create table tasks (id int primary key, name text, user_id text not null);
    alter table tasks enable row level security;
    create policy own on tasks for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
    grant select on tasks to authenticated;
    alter publication supabase_realtime add table tasks;
    create policy hear on realtime.messages for select to authenticated
      using ((select realtime.topic()) = 'room:' || (select auth.jwt() ->> 'sub'));`);
  await withTab(browser, {
    url: studio.origin,
    async work({ page, hosts }) {
      await openStudio(page, studio.output());
      await goTo(page, "Realtime");
      await page.getByText("Nothing has come yet").waitFor();
      await page.getByLabel("Join as").selectOption({ label: "ada@example.com" });
      await page.getByLabel("Changes of").selectOption("public.tasks");
      await page.getByRole("button", { name: "Join", exact: true }).click();
      await log(page).getByText("Subscribed to PostgreSQL").waitFor();
      await run(`insert into tasks values (1, 'of another', 'user_else'), (2, 'hers', '${ada}')`);
      await log(page).getByText('"name":"hers"').waitFor();
      expect(await log(page).getByText("of another").count()).toBe(0);

      await page.getByLabel("Payload").fill('{"text":"to all"}');
      await page.getByRole("button", { name: "Send" }).click();
      await log(page).getByText('{"text":"to all"}').waitFor();

      await page.getByRole("radio", { name: "Private" }).check();
      await page.getByRole("button", { name: "Join anew" }).click();
      await log(page).getByText("do not have permissions to read").waitFor();
      await page.getByLabel("Topic").fill(`room:${ada}`);
      await page.getByRole("button", { name: "Join", exact: true }).click();
      await log(page).getByText("joined").nth(1).waitFor();
      expect([...hosts]).toEqual(["127.0.0.1"]);
    },
  });
});
