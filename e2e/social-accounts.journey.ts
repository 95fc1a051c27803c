// Social sign-in in the generation of clerk-js that most apps are on; the newer one has its journey in the Next.js app.
import { describe, test } from "vitest";
import { prepareApp } from "./harness/app-under-test.ts";
import { startSdkApp } from "./harness/sdk-app.ts";
import { entersByPassword } from "./journeys/passkey.ts";
import { GRACE } from "./journeys/people.ts";
import { connectsAndRemovesAccount, SOCIAL } from "./journeys/social.ts";

describe("clerk-react-5", () => {
  const { inTab } = prepareApp({
    start: () =>
      startSdkApp({
        name: "clerk-react-5",
        at: (port) => ["--port", String(port)],
        printed: { framework: "vite", file: "src/main.tsx" },
      }),
    settings: { social: SOCIAL },
  });

  test("UserProfile connects an account, shows it, and removes it", () =>
    inTab(async ({ page }) => {
      await entersByPassword(page, GRACE);
      const account = { email: "grace@elsewhere.example", firstName: "Grace" };
      await connectsAndRemovesAccount(page, account);
    }));
});
