// What an app on any of Clerk's SDKs has to do: people sign in, each sees their own rows in the browser and from the server,
// after a reload too, and sign out. Nothing of it is answered by 404 or 501, and no host but this machine is asked.
import type { Page } from "playwright-core";
import { describe, expect, test, vi } from "vitest";
import { prepareApp } from "./harness/app-under-test.ts";
import { type RunningSdkApp, type SdkApp, startSdkApp, taskOf } from "./harness/sdk-app.ts";
import { press } from "./journeys/clerk-controls.ts";
import { ADA, GRACE, type Person } from "./journeys/people.ts";

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
        await signIn(page, { button: "Sign in", person: ADA });
        await seesOnly(page, "Ada");
        await page.reload();
        await seesOnly(page, "Ada");

        await page.getByRole("button", { name: "Open user menu" }).click();
        await page.getByText("Sign out", { exact: true }).click();
        await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
        if (serverPage !== undefined) {
          await page.goto(serverPage);
          expect(await tasks(page)).toEqual([]);
        }
      }));

    test("another signs in by the modal <SignInButton>", () =>
      inTab(async ({ page }) => {
        await signIn(page, { button: "Sign in here", person: GRACE });
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

async function signIn(
  page: Page,
  { button, person }: { readonly button: string; readonly person: Person },
): Promise<void> {
  await page.goto("/");
  await pressUntilAsked(page, button);
  await page.locator("input[name=identifier]").fill(person.email);
  await press(page, "Continue");
  await page.locator("input[name=password]").fill(person.password);
  await press(page, "Continue");
  await page.getByRole("button", { name: "Open user menu" }).waitFor();
  await tasks(page);
}

/** A page that a server has rendered shows its buttons before they work. */
async function pressUntilAsked(page: Page, button: string): Promise<void> {
  await vi.waitFor(
    async () => {
      await page.getByRole("button", { name: button, exact: true }).click({ timeout: 2000 });
      await page.locator("input[name=identifier]").waitFor({ timeout: 10_000 });
    },
    { timeout: 120_000 },
  );
}

/** What is listed, once it is there: with nobody signed in the list is there, too, and empty. */
async function tasks(page: Page): Promise<readonly string[]> {
  const list = page.getByRole("list", { name: "Tasks" });
  await list.waitFor({ state: "attached" });
  return list.getByRole("listitem").allTextContents();
}
