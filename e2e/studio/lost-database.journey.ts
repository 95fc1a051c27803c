// The app's database is dropped while Studio is open, and comes back: words instead of a broken page, nothing typed is lost, and
// nobody has to reload.

import pg from "pg";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../harness/browser.ts";
import { type StackAlone, startStackAlone } from "../harness/stack-alone.ts";
import { withTab } from "../harness/tab.ts";
import { callStudio, openStudio, says, write } from "./studio-tab.ts";

let stack: StackAlone;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStackAlone(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

test("Studio says that the database is gone, keeps what was typed, and goes on when it is back", async () => {
  const makeTasks = () =>
    callStudio(stack.output(), {
      path: "/sql/run",
      body: { sql: "create table tasks (id int primary key, name text)", runId: "tasks-0001" },
    });
  await makeTasks();
  const elsewhere = new URL(stack.env.SUPABASE_DB_URL!);
  elsewhere.pathname = "/template1";
  const client = new pg.Client({ connectionString: elsewhere.href });
  await client.connect();
  try {
    await withTab(browser, {
      url: stack.env.STUDIO_URL!,
      async work({ page }) {
        await openStudio(page, stack.output());
        await page.goto("/tables/public/tasks?form=insert");
        const form = page.getByRole("dialog", { name: "Insert a row into tasks" });
        await form.getByLabel(/^id/).fill("1");
        await form.getByLabel(/^name/).fill("typed before it went");

        await client.query("drop database postgres with (force)");
        await form.getByRole("button", { name: "Save" }).click();
        await form.getByText("The database cannot be reached").waitFor();
        // The page beneath asks anew when it is looked at again, and must not take the form along.
        await page.evaluate(() => dispatchEvent(new Event("visibilitychange")));
        await page.getByText("What is shown may be old").waitFor();
        expect(await form.getByLabel(/^name/).inputValue()).toBe("typed before it went");

        await client.query("create database postgres");
        await makeTasks();
        await page.getByText("What is shown may be old").waitFor({ state: "detached" });
        await form.getByRole("button", { name: "Save" }).click();
        await says(page, "Inserted a row into tasks");
        await page.getByRole("gridcell", { name: "typed before it went" }).waitFor();

        await client.query("drop database postgres with (force)");
        await page.goto("/policies");
        await page.getByText("The database cannot be reached").waitFor();
        await page.goto("/sql");
        await write(page, { label: "SQL", text: "select 1" });
        await page.getByRole("button", { name: "Run", exact: true }).click();
        await page.getByText('database "postgres" does not exist').waitFor();
        expect(await page.getByRole("textbox", { name: "SQL" }).textContent()).toBe("select 1");
        await page.goto("/policies");
        await page.getByText("The database cannot be reached").waitFor();
        await client.query("create database postgres");
        await page.getByText("No tables in public yet").waitFor();
      },
    });
  } finally {
    await client.end();
  }
});
