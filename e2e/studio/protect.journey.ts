// A table that is open to everybody: the audit says so and leads to the SQL that mends it; and where row level security is switched
// on, Studio offers to protect the table, asks what it can't know, and leaves nothing to be found.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../harness/browser.ts";
import { withTab } from "../harness/tab.ts";
import { type RunningStudio, startStudio } from "./running-studio.ts";
import { callStudio, goTo, openStudio, says } from "./studio-tab.ts";

let studio: RunningStudio;
let browser: Browser;

beforeAll(async () => {
  [studio, browser] = await Promise.all([startStudio(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await studio?.stop();
});

async function inStudio(sql: string, work: (page: Page) => Promise<void>): Promise<void> {
  await callStudio(studio.output(), { path: "/sql/run", body: { sql, runId: "set-up-0001" } });
  await withTab(browser, {
    url: studio.origin,
    async work({ page }) {
      await openStudio(page, studio.output());
      await work(page);
    },
  });
}

test("a finding of the audit leads to its fix, and is gone when that was run", async () => {
  await inStudio(
    "create table leaky (id int primary key, secret text); grant select on leaky to anon",
    async (page) => {
      await goTo(page, "Audit");
      await page.getByText("public.leaky is open to anon").click();
      await page.getByRole("link", { name: "Open in the SQL Editor" }).first().click();
      await page.getByText("alter table public.leaky enable row level security").waitFor();
      await page.getByRole("button", { name: "Run", exact: true }).click();
      await page.getByText(/^Done after/).waitFor();
      await goTo(page, "Audit");
      await page.getByText("rules, held against").waitFor();
      await page.getByText("public.leaky is open to anon").waitFor({ state: "detached" });
    },
  );
});

test("a table is protected where row level security is switched on", async () => {
  await inStudio(
    "create table diary (id int primary key); insert into diary values (1)",
    async (page) => {
      const { id } = (await callStudio(studio.output(), {
        path: "/clerk/v1/users",
        body: { email_address: ["ada@example.com"], skip_password_requirement: true },
      })) as { id: string };
      await page.goto("/policies?table=public.diary");
      await page.getByRole("button", { name: "Enable RLS on diary" }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Protect" }).click();
      const form = page.getByRole("dialog", { name: "Protect diary" });
      // Whose the row is that is there already can't be known, so nothing is done until it is said.
      await form.getByText("say what becomes of them").waitFor();
      expect(await form.getByRole("button", { name: "Protect" }).isDisabled()).toBe(true);
      await form.getByRole("radio", { name: "They get an owner" }).check();
      await form.getByLabel("Id of their owner").fill(id);
      await form.getByRole("button", { name: "The SQL that will run" }).click();
      await form.getByText("enable row level security").waitFor();
      await form.getByRole("button", { name: "Protect" }).click();
      await says(page, "Protected diary");
      for (const command of ["Select", "Insert", "Update", "Delete"])
        await page.getByRole("button", { name: `${command} diary policy`, exact: true }).waitFor();
      await page.goto(`/tables/public/diary?as=${id}`);
      await page.getByText("1 row for").waitFor();
      await goTo(page, "Audit");
      await page.getByText("rules, held against").waitFor();
      expect(await page.getByText("public.diary").count()).toBe(0);
    },
  );
});
