// Social sign-in in Clerk's components: a button, the page of the provider's stand-in, and back.
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { signOut, untilSignedIn } from "./account.ts";
import { choose, openProfileOfEither, press, reads } from "./clerk-controls.ts";
import { opensSignIn } from "./passkey.ts";
import { signOutByMenu } from "./sdk-app.ts";

export const SOCIAL = ["oauth_google", "oauth_github"] as const;

/** Somebody whom the provider does not know yet. */
export interface Newcomer {
  readonly email: string;
  readonly firstName: string;
}

/** On the provider's page. */
export async function isSomebodyNew(page: Page, { email, firstName }: Newcomer): Promise<void> {
  await page.getByRole("heading", { name: /^Sign in with/ }).waitFor();
  const field = page.getByLabel("Email address");
  if (!(await field.isVisible())) await page.getByText("Somebody new").click();
  await field.fill(email);
  await page.getByLabel("First name").fill(firstName);
  await press(page, "Continue");
}

/** A sign-up is denied once, then made; a sign-in by the same person finds them. */
export async function signsUpAndInByProvider(page: Page, newcomer: Newcomer): Promise<void> {
  await page.goto("/sign-up");
  await page.getByRole("button", { name: /Google/ }).click();
  await press(page, "Deny access");
  await reads(page, /access/i);
  await page.getByRole("button", { name: /Google/ }).click();
  await isSomebodyNew(page, newcomer);
  await untilSignedIn(page);
  await signOut(page);
  await page.goto("/sign-in");
  await page.getByRole("button", { name: /Google/ }).click();
  await page.getByRole("button", { name: newcomer.email }).click();
  await untilSignedIn(page);
}

/**
 * By the modal of an app without pages of its own, so that the account portal stands between: denied, then somebody new,
 * then the same person again. Each time the app has them back.
 */
export async function entersByProviderFromModal(page: Page, newcomer: Newcomer): Promise<void> {
  await page.goto("/");
  const { origin } = new URL(page.url());
  const untilBack = async () => {
    await page.getByRole("button", { name: "Open user menu" }).waitFor();
    expect(new URL(page.url()).origin).toBe(origin);
  };
  await opensSignIn(page);
  await page.getByRole("button", { name: /Google/ }).click();
  await press(page, "Deny access");
  await reads(page, /access/i);
  await page.getByRole("button", { name: /Google/ }).click();
  await isSomebodyNew(page, newcomer);
  await untilBack();
  await signOutByMenu(page);
  await opensSignIn(page);
  await page.getByRole("button", { name: /Google/ }).click();
  await page.getByRole("button", { name: newcomer.email }).click();
  await untilBack();
}

/** An account of another address, which the profile then shows, and no more once it is removed. */
export async function connectsAndRemovesAccount(page: Page, newcomer: Newcomer): Promise<void> {
  const profile = await openProfileOfEither(page);
  await profile.getByText("Connect account").click();
  await choose(page, /Google/);
  await isSomebodyNew(page, newcomer);
  const { email } = newcomer;
  // The profile opens again by itself, where one left it.
  await page.getByRole("heading", { name: "Profile details" }).waitFor();
  const account = profile.locator(".cl-profileSectionItem__connectedAccounts", { hasText: email });
  await account.getByLabel("Open menu").click();
  await choose(page, "Remove");
  await press(profile, "Remove");
  await account.waitFor({ state: "detached" });
  await press(profile, "Close modal");
}
