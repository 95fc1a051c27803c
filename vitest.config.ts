import { defineConfig } from "vitest/config";

// `npm test`: everything but journeys and the soak tier. Real PostgreSQL, real HTTP handlers, a real browser.
// Two files at a time, as two processors bear; journeys in a browser when the others are done.
// No test may depend on the machine's speed, so the time limits are only there to end a hang.
export default defineConfig({
  test: {
    // With --coverage, as in CI: .ci/coverage-by-room.mjs prints it. What a test starts as a process of its own, such as the
    // command line, is not seen.
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts", "apps/studio/src/**/*.{ts,tsx}"],
      exclude: ["**/*.{test,journey,soak}.ts", "**/test/**"],
      reporter: ["json-summary"],
    },
    projects: [
      {
        test: {
          name: "packages",
          include: ["packages/rowlock/{src,test}/**/*.test.ts", "docs/**/*.test.ts"],
          globalSetup: ["packages/rowlock/test/cluster-setup.ts"],
          maxWorkers: 2,
          // No file changes what others share, so a process that has loaded the code keeps it for the next file.
          isolate: false,
          sequence: { groupOrder: 0 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "client",
          include: ["packages/client/src/**/*.test.{ts,tsx}"],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "studio",
          include: ["apps/studio/src/**/*.test.ts"],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "e2e",
          include: ["e2e/**/*.test.ts"],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
