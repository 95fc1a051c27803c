// Second factors in Clerk's components, of either generation: set up in <UserProfile />, asked for by <SignIn />.
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import {
  parseTotpSecret,
  totpCode,
} from "../../packages/rowlock/src/identity/verification/totp.ts";
import { choose, enterCode, openSecurity, press, reads } from "./clerk-controls.ts";
import { opensSignIn } from "./passkey.ts";
import { type Person, TEST_CODE, WRONG_CODE } from "./people.ts";

/** What a person keeps of it: the app's secret, and the codes for when it is lost. */
export interface Authenticator {
  readonly secret: string;
  readonly backupCodes: readonly string[];
}

/** A code of an authenticator app. Each time step is good once; the next one is taken a little early. */
function codeOf(secret: string, which: "now" | "next"): string {
  const bytes = parseTotpSecret(secret);
  if (bytes === undefined) throw new Error("The page shows no secret");
  return totpCode(bytes, Math.floor(Date.now() / 30_000) + (which === "now" ? 0 : 1));
}

export async function addsAuthenticator(page: Page): Promise<Authenticator> {
  const security = await openSecurity(page);
  await security.getByText("Add two-step verification").click();
  await choose(page, "Authenticator application");
  await security.getByText(/scan QR code/).click();
  const secret = await security.getByRole("textbox").first().inputValue();
  await press(security, "Continue");
  await enterCode(security, WRONG_CODE);
  await reads(security, "Incorrect code");
  await enterCode(security, codeOf(secret, "now"));
  const backupCodes = await readsBackupCodes(security);
  await press(security, "Finish");
  await reads(security, "Authenticator application");
  await press(security, "Close modal");
  return { secret, backupCodes };
}

export async function addsPhoneAsFactor(page: Page, number: string): Promise<void> {
  const security = await openSecurity(page);
  await security.getByText("Add two-step verification").click();
  await choose(page, "SMS code");
  await press(security, "Add phone number");
  await security.getByLabel("Phone number").fill(number);
  await press(security, "Add");
  await enterCode(security, TEST_CODE);
  expect(await readsBackupCodes(security)).toHaveLength(10);
  await press(security, "Finish");
  await reads(security, /^SMS Code/);
  await press(security, "Close modal");
}

async function readsBackupCodes(security: Locator): Promise<readonly string[]> {
  const codes = security.getByText(/^[a-z0-9]{8,16}$/);
  await codes.first().waitFor();
  // They are there once more, for printing.
  return [...new Set(await codes.allTextContents())];
}

/** Password and the app's code. */
export async function entersByAuthenticator(
  page: Page,
  { person, secret }: { readonly person: Person; readonly secret: string },
): Promise<void> {
  await provesPassword(page, person);
  await enterCode(page, WRONG_CODE);
  await reads(page, "Incorrect code");
  await enterCode(page, codeOf(secret, "next"));
  await untilIn(page);
}

/** Password and a backup code, after one that was used before. */
export async function entersByBackupCode(
  page: Page,
  {
    person,
    used,
    code,
  }: { readonly person: Person; readonly used?: string; readonly code: string },
): Promise<void> {
  await provesPassword(page, person);
  await page.getByRole("link", { name: "Use another method" }).click();
  await press(page, "Use a backup code");
  const field = page.locator("input[name=code]");
  if (used !== undefined) {
    await field.fill(used);
    await press(page, "Continue");
    await reads(page, /incorrect/i);
  }
  await field.fill(code);
  await press(page, "Continue");
  await untilIn(page);
}

/** Password and the code of an SMS, which is sent unasked. */
export async function entersBySms(page: Page, person: Person): Promise<void> {
  await provesPassword(page, person);
  await enterCode(page, WRONG_CODE);
  await reads(page, "Incorrect code");
  await enterCode(page, TEST_CODE);
  await untilIn(page);
}

/** Up to the second factor; nobody is in before it. */
async function provesPassword(page: Page, person: Person): Promise<void> {
  await opensSignIn(page);
  await page.locator("input[name=identifier]").fill(person.email);
  await press(page, "Continue");
  await page.locator("input[name=password]").fill(person.password);
  await press(page, "Continue");
  await reads(page, /verification code/i);
  expect(await page.evaluate("window.Clerk.session ?? null")).toBeNull();
}

async function untilIn(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Open user menu" }).waitFor();
}
