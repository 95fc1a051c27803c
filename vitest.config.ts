import { defineConfig } from "vitest/config";

// `npm test`: everything but the soak tier. Real PostgreSQL, real HTTP handlers, a real browser.
// No test may depend on the machine's speed, so the time limits are only there to end a hang.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "packages",
          include: ["packages/*/{src,test}/**/*.test.{ts,tsx}", "docs/**/*.test.ts"],
          globalSetup: ["packages/rowlock/test/cluster-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["e2e/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
