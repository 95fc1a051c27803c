// What people prove who they are by, beside a password: passkeys (by an authenticator in software), providers, second
// factors. With the official components of both generations of clerk-js, in an app without sign-in pages of its own.
import { describe, test } from "vitest";
import { prepareApp } from "./harness/app-under-test.ts";
import { changeSettings } from "./harness/backend.ts";
import { giveAuthenticator, NOT_AUTOMATED } from "./harness/page-authenticator.ts";
import { startSdkApp } from "./harness/sdk-app.ts";
import {
  addsPasskey,
  entersByButton,
  entersByPassword,
  entersFromField,
  opensSignIn,
  provesAgainByPasskey,
  removesPasskey,
} from "./journeys/passkey.ts";
import { ADA, GRACE, newcomer } from "./journeys/people.ts";
import { signsUpAndInByPhone } from "./journeys/phone.ts";
import { signOutByMenu } from "./journeys/sdk-app.ts";
import {
  addsAuthenticator,
  addsPhoneAsFactor,
  entersByAuthenticator,
  entersByBackupCode,
  entersBySms,
} from "./journeys/second-factors.ts";
import { connectsAndRemovesAccount, entersByProviderFromModal, SOCIAL } from "./journeys/social.ts";

describe.each(["react-6", "clerk-react-5"])("%s", (name) => {
  const { app, inTab, someone } = prepareApp({
    start: () =>
      startSdkApp({
        name,
        at: (port) => ["--port", String(port)],
        printed: { framework: "vite", file: "src/main.tsx" },
      }),
    settings: {
      passkeys: { enabled: true },
      social: SOCIAL,
      second_factors: { totp: true, backup_code: true, phone_code: true },
    },
    browserFlags: [NOT_AUTOMATED],
  });

  test("UserProfile adds, renames and removes a passkey; SignIn lets in by the button and from the field", () =>
    inTab(async ({ page }) => {
      await giveAuthenticator(page);
      await entersByPassword(page, ADA);
      await addsPasskey(page);
      await signOutByMenu(page);
      await opensSignIn(page);
      await entersByButton(page);
      await signOutByMenu(page);
      await entersFromField(page);
      await removesPasskey(page);
    }));

  test("a passkey proves again who one is, where UserProfile asks", () =>
    inTab(async ({ page }) => {
      await giveAuthenticator(page);
      await entersByPassword(page, await someone("again"));
      await addsPasskey(page);
      await provesAgainByPasskey(page);
    }));

  test("SignIn goes by a provider and back, and makes a person of who is new", () =>
    inTab(({ page }) =>
      entersByProviderFromModal(page, { email: "new@elsewhere.example", firstName: "Katherine" }),
    ));

  test("UserProfile connects an account, shows it, and removes it", () =>
    inTab(async ({ page }) => {
      await entersByPassword(page, GRACE);
      const account = { email: "grace@elsewhere.example", firstName: "Grace" };
      await connectsAndRemovesAccount(page, account);
    }));

  test("an authenticator app and backup codes: set up in UserProfile, asked for by SignIn, each code good once", () =>
    inTab(async ({ page }) => {
      const person = await someone("careful");
      await entersByPassword(page, person);
      const { secret, backupCodes } = await addsAuthenticator(page);
      const [first = "", second = ""] = backupCodes;
      await signOutByMenu(page);
      await entersByAuthenticator(page, { person, secret });
      await signOutByMenu(page);
      await entersByBackupCode(page, { person, code: first });
      await signOutByMenu(page);
      await entersByBackupCode(page, { person, used: first, code: second });
    }));

  test("codes by SMS as a second factor: a number is added in UserProfile, SignIn sends one", () =>
    inTab(async ({ page }) => {
      const person = await someone("texted");
      await entersByPassword(page, person);
      await addsPhoneAsFactor(page, "(201) 555-0173");
      await signOutByMenu(page);
      await entersBySms(page, person);
    }));

  test("SignUp takes a phone number, and SignIn lets in by it", () =>
    inTab(async ({ page }) => {
      await changeSettings(app(), { phone_number: "required" });
      await signsUpAndInByPhone(page, newcomer("phone"));
    }));
});
