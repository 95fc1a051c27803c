// The three pages with tasks, each with the few things a person does there.
import type { Page } from "playwright-core";

export interface TaskPage {
  open(page: Page): Promise<void>;
  /** What is listed, once it has loaded. */
  list(page: Page): Promise<string[]>;
  /** Adds a task, and waits until it is saved. */
  add(page: Page, name: string): Promise<void>;
}

function ownPage(path: "/" | "/ssr"): TaskPage {
  return {
    async open(page) {
      await page.goto(path);
      await page.getByRole("heading", { name: "Your tasks" }).waitFor();
    },
    async list(page) {
      await page.locator(".empty, ul[aria-label='Your tasks']").waitFor();
      return page.locator("ul[aria-label='Your tasks'] > li > span").allTextContents();
    },
    async add(page, name) {
      await page.getByLabel("New task").fill(name);
      await page.getByRole("button", { name: "Add" }).click();
      await page.locator("li:not([data-saving])", { hasText: name }).waitFor();
    },
  };
}

/** Client side, with @rowlock/client. */
export const clientSide = ownPage("/");

/** Server side: a server component and a Server Action. */
export const serverSide = ownPage("/ssr");

/** The guide's literal code, without @rowlock/client. */
export const guideSide: TaskPage = {
  async open(page) {
    await page.goto("/guide");
    await untilGuideHasLoaded(page);
  },
  async list(page) {
    await untilGuideHasLoaded(page);
    const texts = await page.locator("main p").allTextContents();
    return texts.filter((text) => text !== "No tasks found");
  },
  async add(page, name) {
    await page.getByPlaceholder("Enter new task").fill(name);
    await page.getByRole("button", { name: "Add" }).click();
    await page.locator("main p", { hasText: name }).waitFor();
  },
};

// Before that Clerk may not have a session yet, and the guide's code would add a task as nobody.
async function untilGuideHasLoaded(page: Page): Promise<void> {
  await page.getByRole("heading", { name: "Tasks", exact: true }).waitFor();
  await page.getByText("Loading...").waitFor({ state: "detached" });
}
