// Passkeys in Clerk's components: added, renamed and taken away in <UserProfile />, to sign in by the button and from the
// field in <SignIn />.
import type { Locator, Page } from "playwright-core";
import { vi } from "vitest";
import { choosesFromField } from "../harness/page-authenticator.ts";
import { choose, openSecurity, press, reads, readsNoMore } from "./clerk-controls.ts";
import type { Person } from "./people.ts";

/** A button in one generation, an item of a menu in the other. */
async function openMenu(security: Locator): Promise<void> {
  await security.getByLabel("Open menu").first().click();
}

export async function entersByPassword(page: Page, person: Person): Promise<void> {
  await page.goto("/");
  await opensSignIn(page);
  await page.locator("input[name=identifier]").fill(person.email);
  await press(page, "Continue");
  await page.locator("input[name=password]").fill(person.password);
  await press(page, "Continue");
  await page.getByRole("button", { name: "Open user menu" }).waitFor();
}

export async function addsPasskey(page: Page): Promise<void> {
  const security = await openSecurity(page);
  await press(security, "Add a passkey");
  await reads(security, /^Chrome on/);
  await openMenu(security);
  await choose(page, "Rename");
  const name = security.getByLabel("Name of passkey");
  await name.fill("Blue key");
  // The card may still be opening, and then a press goes past the button.
  await vi.waitFor(
    async () => {
      if (await name.isVisible()) await press(security, "Save");
      await security.getByText("Blue key").first().waitFor({ timeout: 5_000 });
    },
    { timeout: 60_000 },
  );
  await press(security, "Close modal");
}

/**
 * The modal <SignIn />, where passkeys are on. It begins a sign-in by itself, for the passkey that its field offers; one
 * that a quick hand begins before that has come is replaced by it, and then refused as an older one.
 */
export async function opensSignIn(page: Page): Promise<void> {
  const offered = page.waitForResponse(
    (response) =>
      response.request().method() === "POST" &&
      new URL(response.url()).pathname === "/v1/client/sign_ins",
  );
  await page.getByRole("button", { name: "Sign in here", exact: true }).click();
  await offered;
}

/** In an open <SignIn />. */
export async function entersByButton(page: Page): Promise<void> {
  await page.getByText("Use passkey instead").click();
  await page.getByRole("button", { name: "Open user menu" }).waitFor();
}

/** The next <SignIn /> offers the passkey where an identifier is typed. */
export async function entersFromField(page: Page): Promise<void> {
  await choosesFromField(page);
  await opensSignIn(page);
  await page.getByRole("button", { name: "Open user menu" }).waitFor();
}

export async function removesPasskey(page: Page): Promise<void> {
  const security = await openSecurity(page);
  await reads(security, /Last used/);
  await openMenu(security);
  await choose(page, "Remove");
  await press(security, "Remove");
  await readsNoMore(security, "Blue key");
  await press(security, "Close modal");
}

/** Something that asks for a fresh proof, which the passkey gives. */
export async function provesAgainByPasskey(page: Page): Promise<void> {
  await asksForProofOnce(page);
  const security = await openSecurity(page);
  await press(security, "Add a passkey");
  await press(page, "Use your passkey");
  await reads(security, /^Chrome on/);
  await press(security, "Close modal");
}

/** As if the last proof were older than it is: ten minutes are longer than any test. What follows is the service's own. */
async function asksForProofOnce(page: Page): Promise<void> {
  const reverification = { level: "first_factor", afterMinutes: 10 };
  const error = {
    code: "session_reverification_required",
    message: "Additional verification required",
    long_message: "You need to provide additional verification to perform this operation",
    meta: { reverification },
  };
  const headers = { "Access-Control-Allow-Credentials": "true" };
  await page.route(
    /\/v1\/me\/passkeys\?/,
    (route) => {
      const origin = { "Access-Control-Allow-Origin": new URL(page.url()).origin };
      const json = { errors: [error] };
      return route.fulfill({ status: 403, headers: { ...headers, ...origin }, json });
    },
    { times: 1 },
  );
}
