// The parts that Clerk's components share: buttons, the field for a code, menus, dialogs.
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** A page, or a part of one. */
export type Scope = Page | Locator;

export async function press(scope: Scope, name: string): Promise<void> {
  await scope.getByRole("button", { name, exact: true }).click();
}

export async function choose(scope: Scope, name: string | RegExp): Promise<void> {
  await scope.getByRole("menuitem", { name, exact: true }).click();
}

/** Types a code; Clerk sends it off after the sixth digit, and empties the field a moment after it has refused one. */
export async function enterCode(scope: Scope, code: string): Promise<void> {
  const field = scope.getByLabel(/verification code/i).first();
  await expect.poll(() => field.inputValue(), { timeout: 10_000 }).toBe("");
  await field.pressSequentially(code);
}

/** Something that is to be read there. */
export async function reads(scope: Scope, text: string | RegExp): Promise<void> {
  await scope.getByText(text).first().waitFor();
}

/** Something that is to be read there no more. */
export async function readsNoMore(scope: Scope, text: string): Promise<void> {
  await scope.getByText(text).first().waitFor({ state: "detached" });
}

/** The popover or the modal on top. */
export function dialog(page: Page): Locator {
  return page.getByRole("dialog").last();
}

export async function openUserMenu(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Open user menu" }).click();
  const menu = page.getByRole("dialog", { name: "Account panel" });
  await menu.waitFor();
  return menu;
}

/** The modal with a person's own profile. */
export async function openUserProfile(page: Page): Promise<Locator> {
  const menu = await openUserMenu(page);
  await press(menu, "Manage account");
  await page.getByRole("heading", { name: "Profile details" }).waitFor();
  return dialog(page);
}

/** The same in either generation of clerk-js: they call menu and modal differently, and what stands in them is alike. */
export async function openProfileOfEither(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Open user menu" }).click();
  await page.getByText("Manage account", { exact: true }).click();
  await page.getByRole("heading", { name: "Profile details" }).waitFor();
  return dialog(page);
}

/** Its page "Security". */
export async function openSecurity(page: Page): Promise<Locator> {
  const profile = await openProfileOfEither(page);
  await press(profile, "Security");
  await page.getByRole("heading", { name: "Security" }).waitFor();
  return profile;
}
