// Clerk's helpers for tests with Playwright on Core 2. The examples' suites try them on Core 3.
import { expect, test } from "vitest";
import { prepareApp } from "./harness/app-under-test.ts";
import { type RunningSdkApp, startSdkApp } from "./harness/sdk-app.ts";
import { setsUp, signsInByEachStrategy } from "./journeys/clerk-testing.ts";

let running: RunningSdkApp;

const { app, inTab, someone } = prepareApp({
  start: async () => {
    running = await startSdkApp({
      name: "clerk-react-5",
      at: (port) => ["--port", String(port), "--strictPort"],
      printed: { framework: "vite", file: "src/main.tsx" },
    });
    return running;
  },
  settings: {},
});

test("@clerk/testing signs in by every strategy that is on, and out", () =>
  inTab(async ({ page }) => {
    await setsUp(app());
    await signsInByEachStrategy(page, {
      app: app(),
      person: await someone("tester"),
      signs: {
        in: () => page.getByRole("button", { name: "Open user menu" }).waitFor(),
        out: () => page.getByRole("button", { name: "Sign in", exact: true }).waitFor(),
      },
    });
    const asked = await running.askedHosts();
    expect(asked.filter((host) => !["localhost", "127.0.0.1", "::1"].includes(host))).toEqual([]);
  }));
