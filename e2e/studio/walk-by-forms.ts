// The guide's database steps in Studio, each by its form, under the guide's own names.
import type { Page } from "playwright-core";
import { goTo, says, write } from "./studio-tab.ts";

const OWNER = "requesting_user_id() = user_id";

export async function walkByForms(page: Page): Promise<void> {
  await createFunction(page);
  await createTable(page);
  await createPolicy(page, {
    name: "Select tasks policy",
    command: "SELECT",
    field: "Using expression",
  });
  await createPolicy(page, {
    name: "Insert task policy",
    command: "INSERT",
    field: "With check expression",
  });
}

async function createFunction(page: Page): Promise<void> {
  await goTo(page, "Functions");
  await page.getByRole("button", { name: "Create a new function" }).first().click();
  await page.getByLabel("Name of function").fill("requesting_user_id");
  await page.getByLabel("Return type").fill("text");
  await page.getByLabel("Show advanced settings").click();
  await page.getByLabel("Language").selectOption("sql");
  await write(page, {
    label: "Definition",
    text: "select nullif(current_setting('request.jwt.claims', true)::json->>'sub', '')::text;",
  });
  await page.getByRole("button", { name: "Confirm" }).click();
  await says(page, "Created function requesting_user_id");
}

async function createTable(page: Page): Promise<void> {
  await goTo(page, "Table Editor");
  await page.getByRole("button", { name: "Create a new table" }).first().click();
  const form = page.getByRole("dialog", { name: "Create a new table" });
  await form.getByLabel("Name", { exact: true }).fill("tasks");
  await form
    .getByRole("switch", { name: "Enable Row Level Security (RLS)", checked: true })
    .waitFor();
  for (const [number, name, expression] of [
    [2, "name", ""],
    [3, "user_id", "requesting_user_id()"],
  ] as const) {
    await form.getByRole("button", { name: "Add column" }).click();
    await form.getByLabel(`Name of column ${number}`).fill(name);
    await form.getByLabel(`Type of column ${number}`).fill("text");
    await form.getByLabel(`Default value of column ${number}`).fill(expression);
  }
  await form.getByRole("button", { name: "Save" }).click();
  await says(page, "Created table tasks");
}

interface GuidePolicy {
  readonly name: string;
  readonly command: string;
  readonly field: string;
}

async function createPolicy(page: Page, policy: GuidePolicy): Promise<void> {
  await goTo(page, "Policies");
  await page.getByRole("button", { name: "Create policy", exact: true }).click();
  const form = page.getByRole("dialog", { name: "Create a new policy" });
  await form.getByLabel("Name").fill(policy.name);
  await form.getByRole("radio", { name: policy.command }).check();
  await form.getByRole("checkbox", { name: "authenticated" }).check();
  await write(page, { label: policy.field, text: OWNER });
  await form.getByRole("button", { name: "Save policy" }).click();
  await says(page, `Created policy "${policy.name}"`);
}
