// Settings > Clerk in Studio: what people sign in with is switched there, and what rowlock.toml declares is not; mail in HTML
// is shown and does nothing.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../harness/browser.ts";
import { withTab } from "../harness/tab.ts";
import { type RunningStudio, startStudio } from "./running-studio.ts";
import { callStudio, goTo, openStudio, says } from "./studio-tab.ts";

const DECLARED = `[clerk.sign_in]
username = "optional"

[clerk.sign_in.second_factors]
phone_code = true
`;

let studio: RunningStudio;
let browser: Browser;

beforeAll(async () => {
  [studio, browser] = await Promise.all([startStudio({ rowlockToml: DECLARED }), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await studio?.stop();
});

const settings = () => callStudio(studio.output(), { path: "/clerk/v1/rowlock/settings" });

test("providers, passkeys, second factors, the waitlist and restrictions are switched; what is declared is not", () =>
  withTab(browser, {
    url: studio.origin,
    async work({ page }) {
      await openStudio(page, studio.output());
      await goTo(page, "Clerk");
      await page.getByRole("checkbox", { name: "oauth_google" }).click();
      await says(page, "Saved the settings");
      await page.getByLabel("Another provider").fill("oauth_custom_acme");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await expect
        .poll(() => page.getByRole("checkbox", { name: "oauth_custom_acme" }).isChecked())
        .toBe(true);
      for (const name of ["Passkeys", "Authenticator app", "Backup codes", "Blocklist"]) {
        await page.getByRole("switch", { name, exact: true }).click();
      }
      await page.getByRole("radio", { name: "By a waitlist" }).click();
      const phone = page.getByRole("group", { name: "Phone number" });
      await phone.getByRole("radio", { name: "Optional" }).click();
      await expect.poll(settings).toMatchObject({
        social: ["oauth_google", "oauth_custom_acme"],
        passkeys: { enabled: true },
        second_factors: { totp: true, backup_code: true, phone_code: true },
        restrictions: { blocklist: true },
        sign_up_mode: "waitlist",
        phone_number: "optional",
      });
      const username = page.getByRole("group", { name: "Username" });
      expect(await username.getByRole("radio", { name: "Off" }).isDisabled()).toBe(true);
      expect(await page.getByRole("switch", { name: "Code by SMS" }).isDisabled()).toBe(true);
      await page.getByLabel("Another provider").fill("google");
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page
        .getByText(/social/i)
        .last()
        .waitFor();
      expect(await settings()).toMatchObject({ social: ["oauth_google", "oauth_custom_acme"] });
    },
  }));

test("mail in HTML is shown in a frame where nothing runs and nothing is loaded", () =>
  withTab(browser, {
    url: studio.origin,
    async work({ page, complaints }) {
      const script = "<script>parent.document.title = top.document.title = 'run'</script>";
      const image = `<img src="http://images.example/x.png" onerror="top.document.title = 'run'">`;
      const body = `<h1>Come in, {{app.name}}</h1>${script}${image}<a href="{{action_url}}">Open</a>`;
      await callStudio(studio.output(), {
        path: "/clerk/v1/templates/email/invitation",
        method: "PUT",
        body: { name: "Invitation", subject: "An invitation", body },
      });
      await callStudio(studio.output(), {
        path: "/clerk/v1/invitations",
        body: { email_address: "mary@example.com" },
      });
      await openStudio(page, studio.output());
      await goTo(page, "Emails");
      const frame = page.frameLocator("iframe");
      await frame.getByRole("heading", { name: /^Come in, / }).waitFor();
      expect(await frame.getByRole("link", { name: "Open" }).getAttribute("href")).toMatch(/^http/);
      expect(await page.title()).not.toBe("run");
      // By Studio's policy, not by its address, which nobody has.
      await expect
        .poll(() => complaints.filter((words) => words.includes("images.example")).join("\n"))
        .toMatch(/Content Security Policy/);
    },
  }));
