// The pages of the apps in e2e/sdks, which are alike: two buttons to sign in, the user's button, a list of tasks.
import type { Page } from "playwright-core";
import { vi } from "vitest";
import { press } from "./clerk-controls.ts";
import type { Person } from "./people.ts";

export interface SignInWay {
  /** `Sign in` goes to the sign-in page, `Sign in here` opens it on top of the app's. */
  readonly button: "Sign in" | "Sign in here";
  readonly person: Person;
  /** The app's address, where it is not the one that the tab was opened for. */
  readonly url?: string;
}

export async function signInBy(
  page: Page,
  { button, person, url = "/" }: SignInWay,
): Promise<void> {
  await page.goto(url);
  await pressUntilAsked(page, button);
  await page.locator("input[name=identifier]").fill(person.email);
  await press(page, "Continue");
  await page.locator("input[name=password]").fill(person.password);
  await press(page, "Continue");
  await page.getByRole("button", { name: "Open user menu" }).waitFor();
  await tasks(page);
}

/** A page that a server has rendered shows its buttons before they work. */
export async function pressUntilAsked(page: Page, button: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const found = page.getByRole("button", { name: button, exact: true });
      // Gone where it has worked, and the page that it leads to is slow.
      if (await found.isVisible()) await found.click({ timeout: 2000 });
      await page.locator("input[name=identifier]").waitFor({ timeout: 10_000 });
    },
    { timeout: 120_000 },
  );
}

export async function signOutByMenu(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Open user menu" }).click();
  await page.getByText("Sign out", { exact: true }).click();
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
}

/** What is listed, once it is there: with nobody signed in the list is there, too, and empty. */
export async function tasks(page: Page): Promise<readonly string[]> {
  const list = page.getByRole("list", { name: "Tasks" });
  await list.waitFor({ state: "attached" });
  return list.getByRole("listitem").allTextContents();
}
