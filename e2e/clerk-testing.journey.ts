// Clerk's helpers for tests with Playwright, and codes by SMS, on Core 2. The examples' suites try them on Core 3.
import { beforeAll, expect, test } from "vitest";
import { prepareApp } from "./harness/app-under-test.ts";
import { makePerson } from "./harness/backend.ts";
import { type RunningSdkApp, startSdkApp } from "./harness/sdk-app.ts";
import { setsUp, signsInByEachStrategy } from "./journeys/clerk-testing.ts";
import { newcomer, type Person } from "./journeys/people.ts";
import { entersByPhone } from "./journeys/phone.ts";
import { pressUntilAsked } from "./journeys/sdk-app.ts";

let running: RunningSdkApp;

const { app, inTab } = prepareApp({
  start: async () => {
    running = await startSdkApp({
      name: "clerk-react-5",
      at: (port) => ["--port", String(port), "--strictPort"],
      printed: { framework: "vite", file: "src/main.tsx" },
    });
    return running;
  },
  settings: { phone_number: "optional" },
});

const TESTER: Person = { ...newcomer("tester"), phone: "+15555550100" };

beforeAll(async () => {
  await makePerson(app(), TESTER);
});

test("@clerk/testing signs in by every strategy that is on, and out", () =>
  inTab(async ({ page }) => {
    await setsUp(app());
    await signsInByEachStrategy(page, {
      app: app(),
      person: TESTER,
      signs: {
        in: () => page.getByRole("button", { name: "Open user menu" }).waitFor(),
        out: () => page.getByRole("button", { name: "Sign in", exact: true }).waitFor(),
      },
    });
    const asked = await running.askedHosts();
    expect(asked.filter((host) => !["localhost", "127.0.0.1", "::1"].includes(host))).toEqual([]);
  }));

test("<SignIn /> takes a code by SMS", () =>
  inTab(async ({ page }) => {
    await page.goto("/");
    await pressUntilAsked(page, "Sign in here");
    await entersByPhone(page, "(555) 555-0100");
    await page.getByRole("button", { name: "Open user menu" }).waitFor();
  }));
