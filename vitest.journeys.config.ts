import { defineConfig } from "vitest/config";

// `npm run journeys`: the journeys in a browser that `npm test` has no room for. CI runs them all. Files are named x.journey.ts.
export default defineConfig({
  test: {
    include: ["e2e/**/*.journey.ts"],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
