// The app of the guide on an empty project, and what both walks through Studio do with it.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { launchBrowser } from "../harness/browser.ts";
import { type RunningApp, startApp } from "../harness/running-app.ts";
import { withTab } from "../harness/tab.ts";
import { signIn, signOut } from "../journeys/account.ts";
import { ADA, GRACE } from "../journeys/people.ts";
import { clientSide } from "../journeys/task-pages.ts";
import { readTasks } from "./guide-steps.ts";
import { openStudio } from "./studio-tab.ts";

export interface GuideApp {
  readonly app: RunningApp;
  readonly browser: Browser;
  inStudio(work: (page: Page) => Promise<void>): Promise<void>;
  /** Two people add a task each in the app, and see only their own. */
  useTheApp(run: string): Promise<void>;
  /** What the guide's last step says: all rows, with differing user ids. */
  seesAllRows(run: string): Promise<void>;
}

/** Runs it for the tests of a describe block. */
export function useGuideApp(): GuideApp {
  let app: RunningApp;
  let browser: Browser;

  beforeAll(async () => {
    [app, browser] = await Promise.all([startEmptyProject(), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  async function inStudio(work: (page: Page) => Promise<void>): Promise<void> {
    await withTab(browser, {
      url: app.url,
      async work({ page, hosts }) {
        await openStudio(page, app.output());
        await work(page);
        expect([...hosts]).toEqual(["127.0.0.1"]);
      },
    });
  }

  async function useTheApp(run: string): Promise<void> {
    await withTab(browser, {
      url: app.url,
      async work({ page }) {
        for (const person of [ADA, GRACE]) {
          await signIn(page, person);
          await clientSide.open(page);
          expect(await clientSide.list(page)).toEqual([]);
          await clientSide.add(page, `${run}, ${person.email}`);
          await page.reload();
          expect(await clientSide.list(page)).toEqual([`${run}, ${person.email}`]);
          await signOut(page);
        }
      },
    });
  }

  async function seesAllRows(run: string): Promise<void> {
    await inStudio(async (page) => {
      const rows = await readTasks(page);
      expect(rows.map((row) => row.name)).toEqual([
        `${run}, ${ADA.email}`,
        `${run}, ${GRACE.email}`,
      ]);
      expect(new Set(rows.map((row) => row.userId)).size).toBe(2);
      for (const row of rows) expect(row.userId).toMatch(/^user_\w+$/);
    });
  }

  return {
    get app() {
      return app;
    },
    get browser() {
      return browser;
    },
    inStudio,
    useTheApp,
    seesAllRows,
  };
}

/** The example's app alone: no table, no template, nobody. It asks with the publishable key, which no rotation changes. */
function startEmptyProject(): Promise<RunningApp> {
  return startApp({
    example: "nextjs",
    without: ["supabase/migrations", "supabase/seed.sql", "rowlock.toml"],
    command: (port) => [
      "sh",
      "-c",
      `NEXT_PUBLIC_SUPABASE_KEY=$SUPABASE_PUBLISHABLE_KEY SUPABASE_KEY=$SUPABASE_PUBLISHABLE_KEY exec next dev -H localhost -p ${port}`,
    ],
    env: { NEXT_PUBLIC_CLERK_SUPABASE_TEMPLATE: "supabase" },
  });
}
