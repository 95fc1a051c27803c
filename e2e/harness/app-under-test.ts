// One app and one browser for all tests of a suite; every tab of it is watched for what it asks in vain.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { newcomer, type Person } from "../journeys/people.ts";
import { changeSettings, makePerson } from "./backend.ts";
import { launchBrowser } from "./browser.ts";
import { watchMissingAnswers } from "./missing-answers.ts";
import type { RunningApp } from "./running-app.ts";
import { type Tab, withTab } from "./tab.ts";

export interface AppUnderTest {
  app(): RunningApp;
  /** Does something in a fresh tab. Nothing of it may be answered by 404 or 501. */
  inTab(work: (tab: Tab) => Promise<void>): Promise<void>;
  /** Makes somebody new, whose mail codes are known. */
  someone(name: string): Promise<Person>;
}

export interface AppUnderTestOptions {
  start(): Promise<RunningApp>;
  /** What Clerk's dashboard would switch. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly browserFlags?: readonly string[];
}

export function prepareApp({ start, settings, browserFlags }: AppUnderTestOptions): AppUnderTest {
  let app: RunningApp;
  let browser: Browser;

  beforeAll(async () => {
    [app, browser] = await Promise.all([start(), launchBrowser(browserFlags)]);
    await changeSettings(app, settings);
  });

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  return {
    app: () => app,
    inTab: (work) =>
      withTab(browser, {
        url: app.url,
        async work(tab) {
          const missing = watchMissingAnswers(tab.page.context());
          await work(tab);
          expect(missing).toEqual([]);
          const log = await app.log();
          expect(log.filter(({ kind }) => kind === "missing_endpoint")).toEqual([]);
          expect([...tab.hosts].filter((host) => !OWN_HOSTS.includes(host))).toEqual([]);
        },
      }),
    async someone(name) {
      const person = newcomer(name);
      await makePerson(app, person);
      return person;
    },
  };
}

const OWN_HOSTS = ["localhost", "127.0.0.1"];
