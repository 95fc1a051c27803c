// <UserProfile />, the page "Profile": name, username and email addresses.
import type { Locator, Page } from "playwright-core";
import { choose, enterCode, openUserProfile, press, reads, readsNoMore } from "./clerk-controls.ts";
import { type Person, TEST_CODE, WRONG_CODE } from "./people.ts";

export async function changesName(page: Page): Promise<void> {
  const profile = await openUserProfile(page);
  await press(profile, "Update profile");
  await profile.getByLabel("First name").fill("Mary");
  await profile.getByLabel("Last name").fill("Somerville");
  await press(profile, "Save");
  await reads(profile, "Mary Somerville");

  await press(profile, "Set username");
  await profile.getByLabel("Username").fill("abc");
  await press(profile, "Save");
  await reads(profile, "Your username must be between 4 and 64 characters long.");
  await profile.getByLabel("Username").fill("somerville");
  await press(profile, "Save");
  await page.getByRole("button", { name: "Update username" }).waitFor();
  await reads(profile, "somerville");
  await press(profile, "Close modal");
}

export interface EmailOptions {
  readonly person: Person;
  /** An address that somebody else has. */
  readonly taken: string;
  /** What becomes the primary address in the end, and the only one. */
  readonly next: string;
}

export async function changesEmail(
  page: Page,
  { person, taken, next }: EmailOptions,
): Promise<void> {
  const profile = await openUserProfile(page);
  await press(profile, "Add email address");
  await profile.getByLabel("Email address").fill(taken);
  await press(profile, "Add");
  await reads(profile, "That email address is taken. Please try another.");
  await profile.getByLabel("Email address").fill(next);
  await press(profile, "Add");
  await enterCode(profile, WRONG_CODE);
  await reads(profile, "Incorrect code");
  await reads(profile, "Unverified");
  await enterCode(profile, TEST_CODE);
  await profile.getByRole("button", { name: "Add email address" }).waitFor();
  await readsNoMore(profile, "Unverified");

  await openMenuOf(profile, next);
  await choose(page, "Set as primary");
  await emailRow(profile, next).getByText("Primary").waitFor();
  await openMenuOf(profile, person.email);
  await choose(page, "Remove email");
  await reads(profile, `${person.email} will be removed from this account.`);
  await press(profile, "Remove");
  await readsNoMore(profile, person.email);
  await press(profile, "Close modal");
}

function emailRow(profile: Locator, email: string): Locator {
  return profile.locator(".cl-profileSectionItem__emailAddresses", { hasText: email });
}

async function openMenuOf(profile: Locator, email: string): Promise<void> {
  await emailRow(profile, email).getByRole("menuitem", { name: "Open menu" }).click();
}
