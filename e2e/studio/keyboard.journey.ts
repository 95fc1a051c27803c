// The guide in Studio by the keyboard alone: every step is reached by Tab, under a name that is read out, dialogs keep the focus
// inside and give it back, and it is never lost.
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../harness/browser.ts";
import { withTab } from "../harness/tab.ts";
import { type RunningStudio, startStudio } from "./running-studio.ts";
import { openStudio, says } from "./studio-tab.ts";

let studio: RunningStudio;
let browser: Browser;

beforeAll(async () => {
  [studio, browser] = await Promise.all([startStudio(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await studio?.stop();
});

const FAR = 120;

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < FAR; presses++) {
    if (await hasFocus(target)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never came to ${target}`);
}

function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement);
}

function getsFocus(page: Page, target: Locator): Promise<void> {
  return target.and(page.locator(":focus")).waitFor();
}

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.insertText(text);
}

function goTo(page: Page, place: string): Promise<void> {
  const sidebar = page.getByRole("navigation", { name: "Studio" });
  return press(page, sidebar.getByRole("link", { name: place, exact: true }));
}

/** The dialog holds the focus while it is open, and somebody has it when it is closed. */
async function holdsFocus(page: Page, dialog: Locator): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press("Tab");
    expect(await dialog.evaluate((box) => box.contains(document.activeElement))).toBe(true);
  }
}

async function focusIsSomewhere(page: Page): Promise<void> {
  await page.waitForFunction(() => document.activeElement !== document.body);
}

test("the guide can be walked by the keyboard alone", async () => {
  await withTab(browser, {
    url: studio.origin,
    async work({ page }) {
      await openStudio(page, studio.output());
      await createFunction(page);
      await createTable(page);
      await createPolicy(page, "SELECT", "Using expression");
      await createPolicy(page, "INSERT", "With check expression");
      await grant(page);
      await createTemplate(page);
      await addRow(page);
      await runSql(page);
    },
  });
});

async function createFunction(page: Page): Promise<void> {
  await goTo(page, "Functions");
  await press(page, page.getByRole("button", { name: "Create a new function" }).first());
  const form = page.getByRole("dialog", { name: "Add a new function" });
  await form.waitFor();
  await getsFocus(page, form.getByLabel("Name of function"));
  await holdsFocus(page, form);
  await type(page, form.getByLabel("Name of function"), "requesting_user_id");
  await type(page, form.getByLabel("Return type"), "text");
  await type(
    page,
    form.getByRole("textbox", { name: "Definition" }),
    "select nullif(current_setting('request.jwt.claims', true)::json->>'sub', '')::text;",
  );
  await tabTo(page, form.getByRole("switch", { name: "Show advanced settings" }));
  await page.keyboard.press("Space");
  await tabTo(page, form.getByLabel("Language"));
  await page.keyboard.type("sql");
  await tabTo(page, form.getByLabel("Behavior"));
  await page.keyboard.type("stable");
  await press(page, form.getByRole("button", { name: "Confirm" }));
  await says(page, "Created function requesting_user_id");
  await form.waitFor({ state: "detached" });
  await focusIsSomewhere(page);
}

async function createTable(page: Page): Promise<void> {
  await goTo(page, "Table Editor");
  await press(page, page.getByRole("button", { name: "Create a new table" }).first());
  const form = page.getByRole("dialog", { name: "Create a new table" });
  await type(page, form.getByLabel("Name", { exact: true }), "tasks");
  for (const [number, name, expression] of [
    [2, "name", ""],
    [3, "user_id", "requesting_user_id()"],
  ] as const) {
    await press(page, form.getByRole("button", { name: "Add column" }));
    await type(page, form.getByLabel(`Name of column ${number}`), name);
    await type(page, form.getByLabel(`Type of column ${number}`), "text");
    if (expression !== "")
      await type(page, form.getByLabel(`Default value of column ${number}`), expression);
  }
  const gear = form.getByRole("button", { name: "Additional settings of column 1" });
  await press(page, gear);
  expect(await page.getByRole("checkbox", { name: "Is identity" }).isChecked()).toBe(true);
  await page.keyboard.press("Escape");
  await getsFocus(page, gear);
  await press(page, form.getByRole("button", { name: "Save" }));
  await says(page, "Created table tasks");
  await focusIsSomewhere(page);
}

async function createPolicy(page: Page, command: string, field: string): Promise<void> {
  await goTo(page, "Policies");
  await press(page, page.getByRole("button", { name: "Create policy", exact: true }));
  const form = page.getByRole("dialog", { name: "Create a new policy" });
  await type(page, form.getByLabel("Name"), `${command} policy`);
  await tabTo(page, form.getByRole("radio", { name: "SELECT" }));
  if (command === "INSERT") await page.keyboard.press("ArrowRight");
  expect(await form.getByRole("radio", { name: command }).isChecked()).toBe(true);
  await tabTo(page, form.getByRole("checkbox", { name: "authenticated" }));
  await page.keyboard.press("Space");
  await type(page, form.getByRole("textbox", { name: field }), "requesting_user_id() = user_id");
  await press(page, form.getByRole("button", { name: "Save policy" }));
  await says(page, `Created policy "${command} policy"`);
  await form.waitFor({ state: "detached" });
  await focusIsSomewhere(page);
}

async function grant(page: Page): Promise<void> {
  await goTo(page, "Overview");
  await press(page, page.getByRole("button", { name: "Grant select, insert" }));
  await says(page, "Granted tasks to authenticated");
}

async function createTemplate(page: Page): Promise<void> {
  await goTo(page, "API");
  const setting = page.locator("dl > div", { hasText: "JWT Secret" });
  await press(page, setting.getByRole("button", { name: "Reveal" }));
  await setting.getByRole("button", { name: "Hide" }).waitFor();
  const secret = (await setting.locator("code").textContent()) ?? "";
  await goTo(page, "JWT Templates");
  await press(page, page.getByRole("button", { name: "New template" }));
  await page.getByRole("menuitem", { name: "Supabase" }).waitFor();
  await page.keyboard.press("Enter");
  await type(page, page.getByLabel("Signing key", { exact: true }), secret);
  await page.getByText("the template will follow its rotation").waitFor();
  await page.keyboard.press("Enter");
  await says(page, "Saved the template supabase");
}

async function addRow(page: Page): Promise<void> {
  await goTo(page, "Table Editor");
  const tables = page.getByRole("navigation", { name: "Tables" });
  await press(page, tables.getByRole("link", { name: "tasks" }));
  await press(page, page.getByRole("button", { name: "Insert row", exact: true }));
  const form = page.getByRole("dialog", { name: "Insert a row into tasks" });
  await type(page, form.getByLabel(/^name/), "By keyboard");
  await press(page, form.getByRole("button", { name: "Save" }));
  await says(page, "Inserted a row into tasks");
  await form.waitFor({ state: "detached" });
  await focusIsSomewhere(page);
  const grid = page.getByRole("grid", { name: "Rows of tasks" });
  await tabTo(page, grid);
  for (const key of ["ArrowDown", "ArrowRight", "F2"]) await page.keyboard.press(key);
  const cell = page.getByRole("dialog", { name: "name, row 1" });
  await cell.waitFor();
  await page.keyboard.press("Escape");
  await cell.waitFor({ state: "detached" });
  await getsFocus(page, grid);
}

async function runSql(page: Page): Promise<void> {
  await goTo(page, "SQL Editor");
  await type(page, page.getByRole("textbox", { name: "SQL" }), "select name from tasks");
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.getByRole("gridcell", { name: "By keyboard" }).waitFor();
  // Escape closes what the editor offers to complete; then Tab goes on, as from any other field.
  for (const key of ["Escape", "Tab"]) await page.keyboard.press(key);
  expect(await hasFocus(page.getByRole("textbox", { name: "SQL" }))).toBe(false);
}
