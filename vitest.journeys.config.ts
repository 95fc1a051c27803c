import { defineConfig } from "vitest/config";

// `npm run journeys`: what `npm test` has no room for: journeys in a browser, and long lives of the command line's
// processes. CI runs them all. Files are named x.journey.ts.
export default defineConfig({
  test: {
    include: ["e2e/**/*.journey.ts", "packages/rowlock/test/**/*.journey.ts"],
    globalSetup: ["packages/rowlock/test/cluster-setup.ts"],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
