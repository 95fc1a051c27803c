// The pictures of docs/guide.md, taken while a browser walks through the guide by Studio's forms. They go to a temporary
// folder, and into the docs when ROWLOCK_PICTURES names docs/images: after a change of Studio's looks.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "./harness/browser.ts";
import { type StackAlone, startStackAlone } from "./harness/stack-alone.ts";
import { withTab } from "./harness/tab.ts";
import { createTemplate, grantInOneStep, readJwtSecret, readTasks } from "./studio/guide-steps.ts";
import { callStudio, openStudio } from "./studio/studio-tab.ts";
import { walkByForms } from "./studio/walk-by-forms.ts";

const MOST_BYTES = 120_000;

let stack: StackAlone;
let browser: Browser;
let directory: string;

beforeAll(async () => {
  directory = process.env.ROWLOCK_PICTURES ?? (await mkdtemp(join(tmpdir(), "rowlock-pictures-")));
  [stack, browser] = await Promise.all([startStackAlone(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  if (process.env.ROWLOCK_PICTURES === undefined) await rm(directory, { recursive: true });
});

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate("document.fonts.ready");
  const picture = await page.screenshot({
    path: join(directory, `guide-${name}.png`),
    animations: "disabled",
    caret: "hide",
  });
  expect(picture.byteLength, name).toBeLessThan(MOST_BYTES);
}

/** Each form as it is sent, in the order of the names. */
async function takeForms(
  page: Page,
  { address, names }: { readonly address: string; readonly names: readonly string[] },
): Promise<void> {
  const left = [...names];
  await page.route(address, async (route) => {
    const name = route.request().method() === "POST" ? left.shift() : undefined;
    if (name !== undefined) await take(page, name);
    await route.continue();
  });
}

interface ClerkUser {
  readonly id: string;
}

async function addRows(): Promise<void> {
  const users = (await callStudio(stack.output(), { path: "/clerk/v1/users" })) as ClerkUser[];
  const [grace, ada] = users.map(({ id }) => id);
  const rows = [
    ["Buy an oar", ada],
    ["Caulk the boat", ada],
    ["Splice a rope", ada],
    ["Write a compiler", grace],
  ];
  const values = rows.map(([name, owner]) => `('${name}', '${owner}')`).join(", ");
  const sql = `insert into tasks (name, user_id) values ${values}`;
  await callStudio(stack.output(), { path: "/sql/run", body: { sql, runId: "rows-of-two" } });
}

test("the guide's forms can be filled in, and are shown", async () => {
  await withTab(browser, {
    url: stack.env.STUDIO_URL!,
    async work({ page }) {
      await page.setViewportSize({ width: 1000, height: 700 });
      await openStudio(page, stack.output());
      await page.getByRole("link", { name: "Create a new function" }).waitFor();
      await take(page, "overview");
      await takeForms(page, {
        address: "**/api/changes/apply",
        names: ["function", "table", "policy"],
      });
      await walkByForms(page);
      await page.reload();
      await page.getByText("has no grant").waitFor();
      await take(page, "grant");
      await grantInOneStep(page);

      const secret = await readJwtSecret(page);
      await page.reload();
      await page.getByRole("heading", { name: "Environment of a Next.js app" }).hover();
      await take(page, "jwt-secret");
      // Wide enough for what stands side by side.
      await page.setViewportSize({ width: 1240, height: 720 });
      await takeForms(page, { address: "**/v1/jwt_templates", names: ["template"] });
      await createTemplate(page, secret);

      await addRows();
      expect(await readTasks(page)).toHaveLength(4);
      await page.reload();
      await page.getByText("Write a compiler").waitFor();
      await take(page, "rows");
    },
  });
});
