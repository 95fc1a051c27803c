// A newcomer's way from create-next-app to a working app: Clerk's quickstart, Rowlock's guide, and nothing of the
// environment but the block that `rowlock env --framework next` prints.
import pg from "pg";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./harness/browser.ts";
import { type FreshApp, startFreshApp } from "./harness/fresh-next-app.ts";
import { withTab } from "./harness/tab.ts";
import { ADA, GRACE, type Person } from "./journeys/people.ts";

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

test("two people sign in by the header's button, and each sees their own tasks on both pages", async () => {
  await withTab(browser, {
    url: app.url,
    async work({ page, hosts, complaints }) {
      await signIn(page, ADA);
      await add(page, "buy an oar");
      await add(page, "caulk the boat");
      await page.goto("/ssr");
      expect(await listed(page)).toEqual(["buy an oar", "caulk the boat"]);
      await add(page, "splice a rope");
      expect(await listed(page)).toHaveLength(3);
      await page.getByRole("button", { name: "Open user menu" }).click();
      await page.getByText(ADA.email).waitFor();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("button", { name: "Sign in" }).waitFor();

      await signIn(page, GRACE);
      await page.getByText("No tasks found").waitFor();
      await add(page, "write a compiler");
      await page.goto("/ssr");
      expect(await listed(page)).toEqual(["write a compiler"]);

      expect([...hosts].sort()).toEqual(["127.0.0.1", "localhost"]);
      expect(complaints.filter((text) => text.includes("Content Security Policy"))).toEqual([]);
    },
  });
  const owners = await ownersOfRows();
  expect(owners).toHaveLength(4);
  expect(new Set(owners).size).toBe(2);
  // The template's web font comes from the network; without one Next.js falls back to the system's.
  expect(app.output()).toContain("Using a fallback font instead");
});

async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto("/");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator("input[name=identifier]").fill(person.email);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.locator("input[name=password]").fill(person.password);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.waitForURL(`${app.url}/`);
  await page.getByRole("button", { name: "Open user menu" }).waitFor();
}

async function add(page: Page, name: string): Promise<void> {
  await page.getByPlaceholder("Enter new task").fill(name);
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText(name).waitFor();
}

async function listed(page: Page): Promise<readonly string[]> {
  await page.getByRole("heading", { name: "Tasks" }).waitFor();
  return page.locator("h1 + div p").allTextContents();
}

/** Whose rows there are, as the database's owner sees them: row level security holds for the API's roles. */
async function ownersOfRows(): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: app.env.SUPABASE_DB_URL });
  await client.connect();
  try {
    const { rows } = await client.query<{ user_id: string }>("select user_id from tasks");
    return rows.map((row) => row.user_id);
  } finally {
    await client.end();
  }
}
