// The guide's further steps in Studio: people, the grant that the guide lacks, the JWT secret, the template for Supabase; and what the
// dashboard shows at the end.
import type { Page } from "playwright-core";
import type { Person } from "../journeys/people.ts";
import { goTo, says } from "./studio-tab.ts";

export async function createUser(page: Page, { email, password }: Person): Promise<void> {
  await goTo(page, "Users");
  await page.getByRole("button", { name: "Create user" }).click();
  const form = page.getByRole("dialog", { name: "Create user" });
  await form.getByLabel("Email address").fill(email);
  await form.getByLabel("Password").fill(password);
  await form.getByRole("button", { name: "Create user" }).click();
  await says(page, `Created ${email}`);
}

/** Studio says on the Overview that the table is not granted, and grants it in one step. */
export async function grantInOneStep(page: Page): Promise<void> {
  await goTo(page, "Overview");
  const notice = page.getByText("The role authenticated has no grant to select, insert on tasks");
  await notice.waitFor();
  await page.getByRole("button", { name: "Grant select, insert" }).click();
  await says(page, "Granted tasks to authenticated");
  await notice.waitFor({ state: "detached" });
}

/** Project Settings > API > JWT Settings > JWT Secret. */
export async function readJwtSecret(page: Page): Promise<string> {
  await goTo(page, "API");
  const setting = page.locator("dl > div", { hasText: "JWT Secret" });
  await setting.getByRole("button", { name: "Reveal" }).click();
  await setting.getByRole("button", { name: "Hide" }).waitFor();
  return (await setting.locator("code").textContent()) ?? "";
}

/** JWT Templates > New template > Supabase, with the JWT secret as the signing key. */
export async function createTemplate(page: Page, secret: string): Promise<void> {
  await goTo(page, "JWT Templates");
  await page.getByRole("button", { name: "New template" }).click();
  await page.getByRole("menuitem", { name: "Supabase" }).click();
  await page.getByLabel("Signing key", { exact: true }).fill(secret);
  await page.getByText("the template will follow its rotation").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await says(page, "Saved the template supabase");
}

export interface TaskRow {
  readonly name: string;
  readonly userId: string;
}

/** All rows, as Studio's table shows them to the owner. */
export async function readTasks(page: Page): Promise<TaskRow[]> {
  await goTo(page, "Table Editor");
  await page
    .getByRole("navigation", { name: "Tables" })
    .getByRole("link", { name: "tasks" })
    .click();
  const grid = page.getByRole("grid", { name: "Rows of tasks" });
  await grid.getByRole("gridcell").nth(1).waitFor();
  const rows = grid.locator("[role=row][aria-rowindex]:not([aria-rowindex='1'])");
  const found: TaskRow[] = [];
  for (const row of await rows.all()) {
    const cells = await row.locator("[aria-colindex]").allTextContents();
    found.push({ name: cells[1] ?? "", userId: cells[2] ?? "" });
  }
  return found;
}
