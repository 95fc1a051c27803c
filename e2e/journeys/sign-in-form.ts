// <SignIn />: every way in that it offers, and what it says when one is refused.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { signIn, untilSignedIn } from "./account.ts";
import { enterCode, press, reads } from "./clerk-controls.ts";
import { newcomer, type Person, TEST_CODE, WRONG_CODE } from "./people.ts";

export async function isRefusedInWords(page: Page, person: Person): Promise<void> {
  await isUnknown(page, newcomer("nobody"));
  await beginSignIn(page, person.email);
  await page.locator("input[name=password]").fill("not-the-password");
  await press(page, "Continue");
  await reads(page, "Password is incorrect. Try again, or use another method.");

  await page.getByRole("link", { name: "Use another method" }).click();
  await page.getByRole("button", { name: `Email code to ${person.email}` }).click();
  await enterCode(page, WRONG_CODE);
  await reads(page, "Incorrect code");
  await enterCode(page, TEST_CODE);
  await untilSignedIn(page);
}

export async function isUnknown(page: Page, { email }: Person): Promise<void> {
  await beginSignIn(page, email);
  await reads(page, "Couldn't find your account.");
}

export async function resetsPassword(
  page: Page,
  { person, password }: { readonly person: Person; readonly password: string },
): Promise<void> {
  await beginSignIn(page, person.email);
  await page.getByText("Forgot password?").click();
  await press(page, "Reset your password");
  await enterCode(page, TEST_CODE);
  await page.getByRole("heading", { name: "Set new password" }).waitFor();
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("Confirm password").fill(`${password}x`);
  await reads(page, "Passwords don't match.");
  expect(await page.getByRole("button", { name: "Reset Password" }).isDisabled()).toBe(true);
  await page.getByLabel("Confirm password").fill(password);
  await press(page, "Reset Password");
  await untilSignedIn(page);
}

/** The password that was replaced is good for nothing; the new one signs in. */
export async function onlyNewPasswordWorks(
  page: Page,
  { person, password }: { readonly person: Person; readonly password: string },
): Promise<void> {
  await beginSignIn(page, person.email);
  await page.locator("input[name=password]").fill(person.password);
  await press(page, "Continue");
  await reads(page, "Password is incorrect.");
  await signIn(page, { ...person, password });
}

async function beginSignIn(page: Page, identifier: string): Promise<void> {
  await page.goto("/sign-in");
  await page.locator("input[name=identifier]").fill(identifier);
  await press(page, "Continue");
}
