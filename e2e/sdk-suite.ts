// What an app on any of Clerk's SDKs has to do: people sign in, each sees their own rows in the browser and from the server,
// after a reload too, and sign out. Nothing of it is answered by 404 or 501, and no host but this machine is asked.
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { prepareApp } from "./harness/app-under-test.ts";
import { type RunningSdkApp, type SdkApp, startSdkApp, taskOf } from "./harness/sdk-app.ts";
import { ADA, GRACE } from "./journeys/people.ts";
import { signInBy, signOutByMenu, tasks } from "./journeys/sdk-app.ts";

export interface SdkSuite extends SdkApp {
  /** The path of a page that the app's server renders with rows; none where the app has no server. */
  readonly serverPage?: string;
  /** What the framework asks of the network for itself. */
  readonly frameworkAsks?: readonly string[];
}

const OWN_HOSTS = ["localhost", "127.0.0.1", "::1"];

export function testSdk({ serverPage, frameworkAsks = [], ...sdk }: SdkSuite): void {
  describe(sdk.name, () => {
    let running: RunningSdkApp;
    const { inTab } = prepareApp({
      start: async () => {
        running = await startSdkApp(sdk);
        return running;
      },
      settings: {},
    });

    async function seesOnly(page: Page, name: string): Promise<void> {
      expect(await tasks(page)).toEqual([taskOf(name)]);
      if (serverPage === undefined) return;
      await page.goto(serverPage);
      expect(await tasks(page)).toEqual([taskOf(name)]);
      await page.goto("/");
      await tasks(page);
    }

    test("one signs in by <SignInButton>, reloads, and signs out", () =>
      inTab(async ({ page }) => {
        await signInBy(page, { button: "Sign in", person: ADA });
        await seesOnly(page, "Ada");
        await page.reload();
        await seesOnly(page, "Ada");

        await signOutByMenu(page);
        if (serverPage !== undefined) {
          await page.goto(serverPage);
          expect(await tasks(page)).toEqual([]);
        }
      }));

    test("another signs in by the modal <SignInButton>", () =>
      inTab(async ({ page }) => {
        await signInBy(page, { button: "Sign in here", person: GRACE });
        await seesOnly(page, "Grace");
      }));

    test("no process has asked another machine", async () => {
      const asked = await running.askedHosts();
      // PostgreSQL is asked there: this shows that hosts are recorded at all.
      expect(asked).toContain("127.0.0.1");
      expect(asked.filter((host) => ![...OWN_HOSTS, ...frameworkAsks].includes(host))).toEqual([]);
    });
  });
}
