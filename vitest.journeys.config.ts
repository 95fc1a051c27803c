import { defineConfig } from "vitest/config";

// `npm run journeys`: what `npm test` has no room for: journeys in a browser, long lives of the command line's processes,
// a whole proof of a project. CI runs them all, two files at a time: each has a copy of its app, ports and a cluster of its own. Files are
// named x.journey.ts.
export default defineConfig({
  test: {
    include: ["e2e/**/*.journey.ts", "packages/rowlock/{src,test}/**/*.journey.ts"],
    globalSetup: ["packages/rowlock/test/cluster-setup.ts"],
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
