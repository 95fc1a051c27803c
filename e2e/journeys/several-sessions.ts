// <UserButton /> with several people signed in to one browser: adding one, switching, signing one out, signing all out.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { untilSignedIn } from "./account.ts";
import { openUserMenu, press } from "./clerk-controls.ts";
import type { Person } from "./people.ts";
import { clientSide } from "./task-pages.ts";

export interface SeveralSessionsOptions {
  /** Who is signed in and has this task alone. */
  readonly first: Person;
  readonly second: Person;
}

/** Each sees their own tasks after a switch, without loading the page anew, and nothing of the other's. */
export async function switchesBetweenPeople(
  page: Page,
  { first, second }: SeveralSessionsOptions,
): Promise<void> {
  await clientSide.add(page, "Of the first");
  await press(await openUserMenu(page), "Add account");
  await page.locator("input[name=identifier]").fill(second.email);
  await press(page, "Continue");
  await page.locator("input[name=password]").fill(second.password);
  await press(page, "Continue");
  await untilSignedIn(page);
  expect(await clientSide.list(page)).toEqual([]);
  await clientSide.add(page, "Of the second");

  await switchTo(page, first);
  await page.getByText("Of the first").waitFor();
  expect(await clientSide.list(page)).toEqual(["Of the first"]);
  await switchTo(page, second);
  await page.getByText("Of the second").waitFor();
  expect(await clientSide.list(page)).toEqual(["Of the second"]);

  await press(await openUserMenu(page), "Sign out of all accounts");
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).waitFor();
}

async function switchTo(page: Page, { email }: Person): Promise<void> {
  const menu = await openUserMenu(page);
  await menu
    .getByRole("button", { name: email })
    .or(menu.getByRole("menuitem", { name: email }))
    .click();
}
