// <UserProfile />, the page "Security": password, active devices, the end of the account.
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { choose, openUserProfile, press, reads } from "./clerk-controls.ts";
import type { Person } from "./people.ts";

export async function changesPassword(
  page: Page,
  { person, password }: { readonly person: Person; readonly password: string },
): Promise<void> {
  const security = await openSecurity(page);
  await press(security, "Update password");
  await security.getByLabel("Current password").fill("not-the-password");
  await security.getByLabel("New password").fill(password);
  await security.getByLabel("Confirm password").fill(password);
  // Other devices stay: the next journey signs one of them out by hand. By the keyboard, since the box moves while the
  // words about the passwords come.
  const others = security.getByRole("checkbox", { name: /Sign out of all other devices/ });
  await others.press("Space");
  await expect.poll(() => others.isChecked()).toBe(false);
  await press(security, "Save");
  await reads(security, "Incorrect password. Please try again.");
  await security.getByLabel("Current password").fill(person.password);
  await press(security, "Save");
  await security.getByRole("button", { name: "Update password" }).waitFor();
  await press(security, "Close modal");
}

/** The other device of two is signed out from this one, and finds itself signed out. */
export async function revokesOtherDevice(page: Page, other: Page): Promise<void> {
  const security = await openSecurity(page);
  const devices = security.locator(".cl-activeDevice");
  await devices.nth(1).waitFor();
  await reads(devices.first(), "This device");
  await security.getByRole("menuitem", { name: "Open menu" }).first().click();
  const revoked = page.waitForResponse((response) => response.url().includes("/revoke"));
  await choose(page, "Sign out of device");
  await revoked;
  // The component takes the row out when it is drawn anew.
  await press(security, "Close modal");
  await openSecurity(page);
  await devices.first().waitFor();
  await expect.poll(() => devices.count()).toBe(1);
  await press(security, "Close modal");
  await other.reload();
  await other.getByRole("banner").getByRole("link", { name: "Sign in" }).waitFor();
}

export async function deletesAccount(page: Page): Promise<void> {
  const security = await openSecurity(page);
  await press(security, "Delete account");
  const words = security.getByLabel(/Type "Delete account"/);
  // Until the question stands there, the only button of this name is the one that asks it.
  await words.waitFor();
  const last = security.getByRole("button", { name: "Delete account" }).last();
  await expect.poll(() => last.isDisabled()).toBe(true);
  await words.fill("Delete account");
  await last.click();
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).waitFor();
}

async function openSecurity(page: Page): Promise<Locator> {
  const profile = await openUserProfile(page);
  await press(profile, "Security");
  await page.getByRole("heading", { name: "Security" }).waitFor();
  return profile;
}
