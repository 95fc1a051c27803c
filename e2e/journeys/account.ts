// Signing in, up and out by Clerk's own components, as a person does it.
import type { Page } from "playwright-core";
import { enterCode, press } from "./clerk-controls.ts";
import { type Person, TEST_CODE } from "./people.ts";

export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto("/sign-in");
  await page.locator("input[name=identifier]").fill(person.email);
  await press(page, "Continue");
  await page.locator("input[name=password]").fill(person.password);
  await press(page, "Continue");
  await untilSignedIn(page);
}

export async function signUp(page: Page, person: Person): Promise<void> {
  await page.goto("/sign-up");
  await page.locator("input[name=emailAddress]").fill(person.email);
  await page.locator("input[name=password]").fill(person.password);
  await press(page, "Continue");
  await enterCode(page, TEST_CODE);
  await untilSignedIn(page);
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Open user menu" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).waitFor();
}

export async function untilSignedIn(page: Page): Promise<void> {
  await page.waitForURL((url) => url.pathname === "/");
  await page.getByRole("heading", { name: "Your tasks" }).waitFor();
}
