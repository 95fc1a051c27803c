// What every combination of token form and server of the example has to pass.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "./harness/browser.ts";
import { type ExampleApp, type ExampleAppOptions, startExampleApp } from "./harness/example-app.ts";
import { withTab } from "./harness/tab.ts";
import { signIn } from "./journeys/account.ts";
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
          expect(tab.complaints.filter((text) => text.includes("GoTrueClient"))).toEqual([]);
        },
      });
    });

    test("does so with the guide's own code as well", async () => {
      await withTab(browser, {
        url: app.url,
        work: (tab) => testYourIntegration(tab, { app, pageUnderTest: guideSide, run: "guide" }),
      });
    });

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
