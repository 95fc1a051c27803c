// <SignUp />: what it asks for, and what it says when something is missing, weak, taken or wrong.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { untilSignedIn } from "./account.ts";
import { enterCode, press, reads } from "./clerk-controls.ts";
import { type Person, TEST_CODE, WRONG_CODE } from "./people.ts";

export interface SignUpOptions {
  /** Who comes new. */
  readonly person: Person;
  /** Somebody who is there already. */
  readonly taken: Person;
}

export async function isToldWhatIsWrong(
  page: Page,
  { person, taken }: SignUpOptions,
): Promise<void> {
  await page.goto("/sign-up");
  const email = page.locator("input[name=emailAddress]");
  const password = page.locator("input[name=password]");
  await email.waitFor();
  await press(page, "Continue");
  expect(await page.locator("input:invalid").count()).toBe(2);

  await email.fill(taken.email);
  await password.fill("short");
  await reads(page, "Your password must contain 8 or more characters.");
  await password.fill(person.password);
  await press(page, "Continue");
  await reads(page, "That email address is taken. Please try another.");

  await email.fill(person.email);
  await press(page, "Continue");
  await page.getByRole("heading", { name: "Verify your email" }).waitFor();
  await enterCode(page, WRONG_CODE);
  await reads(page, "Incorrect code");
  await enterCode(page, TEST_CODE);
  await untilSignedIn(page);
}

/** A sign-up that was begun without a password, as by an app's own form: the component asks for the rest. */
export async function fillsInWhatIsMissing(page: Page, person: Person): Promise<void> {
  await page.goto("/sign-up");
  await page.locator("input[name=emailAddress]").waitFor();
  const begun = JSON.stringify({ emailAddress: person.email });
  await page.evaluate(`window.Clerk.client.signUp.create(${begun})`);
  await page.goto("/sign-up/continue");
  await page.getByRole("heading", { name: "Fill in missing fields" }).waitFor();
  await page.locator("input[name=password]").fill(person.password);
  await press(page, "Continue");
  await enterCode(page, TEST_CODE);
  await untilSignedIn(page);
}
