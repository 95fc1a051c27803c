// Phone numbers in Clerk's components: to sign up with, to sign in by a code, to add to one's profile.
import type { Page } from "playwright-core";
import { signOut, untilSignedIn } from "./account.ts";
import { enterCode, openUserProfile, press, reads } from "./clerk-controls.ts";
import { type Person, TEST_CODE, WRONG_CODE } from "./people.ts";
import { pressUntilAsked, signOutByMenu } from "./sdk-app.ts";

/** Two numbers that get no SMS, as the fields show them for the United States. */
const FIRST_PHONE = "(201) 555-0171";
const SECOND_PHONE = "(201) 555-0172";

/** Where a number is required: both codes are asked for. */
export async function signsUpByPhone(page: Page, person: Person): Promise<void> {
  await page.goto("/sign-up");
  await fillsInPhone(page, person);
  await untilSignedIn(page);
  await signOut(page);
}

/** The same in the modals of an app without pages of its own, and back in by the number alone. */
export async function signsUpAndInByPhone(page: Page, person: Person): Promise<void> {
  const menu = page.getByRole("button", { name: "Open user menu" });
  await page.goto("/");
  await pressUntilAsked(page, "Sign in here");
  await page.getByRole("link", { name: "Sign up" }).click();
  await fillsInPhone(page, person);
  await menu.waitFor();
  await signOutByMenu(page);
  await pressUntilAsked(page, "Sign in here");
  await entersByPhone(page, FIRST_PHONE);
  await menu.waitFor();
}

/** In an open <SignUp />. */
async function fillsInPhone(page: Page, person: Person): Promise<void> {
  await page.locator("input[name=emailAddress]").fill(person.email);
  await page.locator("input[name=password]").fill(person.password);
  const phone = page.locator("input[name=phoneNumber]");
  await phone.fill("201 555");
  await press(page, "Continue");
  await reads(page, /phone number/i);
  await phone.fill(FIRST_PHONE);
  await press(page, "Continue");
  await page.getByRole("heading", { name: "Verify your email" }).waitFor();
  await enterCode(page, TEST_CODE);
  await page.getByRole("heading", { name: "Verify your phone" }).waitFor();
  await enterCode(page, WRONG_CODE);
  await reads(page, "Incorrect code");
  await enterCode(page, TEST_CODE);
}

export async function signsInByPhone(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await entersByPhone(page, FIRST_PHONE);
  await untilSignedIn(page);
}

/** In an open <SignIn />, by somebody who has a password too. */
export async function entersByPhone(page: Page, phone: string): Promise<void> {
  await page.getByText("Use phone").click();
  await page.locator("input[name=identifier]").fill(phone);
  await press(page, "Continue");
  await page.getByRole("link", { name: "Use another method" }).click();
  await page.getByRole("button", { name: /^Send SMS code to/ }).click();
  await enterCode(page, TEST_CODE);
}

/** A number that is taken is refused, another one is verified. */
export async function addsPhone(page: Page): Promise<void> {
  const profile = await openUserProfile(page);
  await press(profile, "Add phone number");
  const field = profile.getByLabel("Phone number");
  await field.fill(FIRST_PHONE);
  await press(profile, "Add");
  await reads(profile, "That phone number is taken. Please try another.");
  await field.fill(SECOND_PHONE);
  await press(profile, "Add");
  await enterCode(profile, TEST_CODE);
  await profile.getByRole("button", { name: "Add phone number" }).waitFor();
  await reads(profile, "555-0172");
  await press(profile, "Close modal");
}
