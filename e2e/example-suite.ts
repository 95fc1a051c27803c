// What every combination of token form and server of the example has to pass.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "./harness/browser.ts";
import { type ExampleApp, type ExampleAppOptions, startExampleApp } from "./harness/example-app.ts";
import { withTab } from "./harness/tab.ts";
import { signIn } from "./journeys/account.ts";
import { keepProfilesInStep } from "./journeys/app-profiles.ts";
import { askInTurns } from "./journeys/interleaved-requests.ts";
import { ADA, GRACE } from "./journeys/people.ts";
import { clientSide, guideSide } from "./journeys/task-pages.ts";
import { testYourIntegration } from "./journeys/test-your-integration.ts";

export function describeExample(options: ExampleAppOptions): void {
  describe(`the example with ${options.token} tokens in next ${options.next}`, () => {
    let app: ExampleApp;
    let browser: Browser;

    beforeAll(async () => {
      [app, browser] = await Promise.all([startExampleApp(options), launchBrowser()]);
    });

    afterAll(async () => {
      await browser?.close();
      await app?.stop();
    });

    test("shows each person their own rows, client side and server side", async () => {
      await withTab(browser, {
        url: app.url,
        async work(tab) {
          await testYourIntegration(tab, { app, pageUnderTest: clientSide, run: "app" });
          expect(tab.complaints.filter(ofManyClients)).toEqual([]);
        },
      });
    });

    test("does so with the guide's own code as well", async () => {
      await withTab(browser, {
        url: app.url,
        async work(tab) {
          await testYourIntegration(tab, { app, pageUnderTest: guideSide, run: "guide" });
          // A client per rendering: supabase-js warns, so its silence above means something.
          expect(tab.complaints.filter(ofManyClients)).not.toEqual([]);
        },
      });
    });

    test("says in words what went wrong, and keeps what was typed", async () => {
      await withTab(browser, {
        url: app.url,
        async work({ page }) {
          await signIn(page, ADA);
          await page.route("**/rest/v1/**", (route) => route.abort());
          await page.getByLabel("New task").fill("Row home");
          await page.getByRole("button", { name: "Add" }).click();
          await page.getByText("The database did not answer as it should").waitFor();
          expect(await page.getByLabel("New task").inputValue()).toBe("Row home");
          // What is shown ahead of the answer goes a moment after the words come.
          await page.getByText("Row home").waitFor({ state: "detached" });
        },
      });
    });

    test("keeps the profiles in step with Clerk by webhooks, and by a comparison what they missed", () =>
      keepProfilesInStep(app));

    test("never mixes the server-side requests of two people", async () => {
      await withTab(browser, {
        url: app.url,
        work: ({ page: adas }) =>
          withTab(browser, {
            url: app.url,
            async work({ page: graces }) {
              await Promise.all([signIn(adas, ADA), signIn(graces, GRACE)]);
              await clientSide.add(adas, "Ada alone");
              await clientSide.add(graces, "Grace alone");
              await askInTurns(app, [
                { context: adas.context(), task: "Ada alone" },
                { context: graces.context(), task: "Grace alone" },
              ]);
            },
          }),
      });
    });
  });
}

function ofManyClients(complaint: string): boolean {
  return complaint.includes("Multiple GoTrueClient instances");
}
