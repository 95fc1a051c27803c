// Passkeys with the official components of both generations of clerk-js, by an authenticator in software.
import { describe, test } from "vitest";
import { prepareApp } from "./harness/app-under-test.ts";
import { giveAuthenticator, NOT_AUTOMATED } from "./harness/page-authenticator.ts";
import { type SdkApp, startSdkApp } from "./harness/sdk-app.ts";
import {
  addsPasskey,
  entersByButton,
  entersByPassword,
  entersFromField,
  opensSignIn,
  removesPasskey,
} from "./journeys/passkey.ts";
import { ADA } from "./journeys/people.ts";
import { signOutByMenu } from "./journeys/sdk-app.ts";

const printed = { framework: "vite", file: "src/main.tsx" };
const at = (port: number) => ["--port", String(port)];
const GENERATIONS: readonly SdkApp[] = [
  { name: "react-6", at, printed },
  { name: "clerk-react-5", at, printed },
];

for (const sdk of GENERATIONS) {
  describe(sdk.name, () => {
    const { inTab } = prepareApp({
      start: () => startSdkApp(sdk),
      settings: { passkeys: { enabled: true } },
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
  });
}
