import { defineConfig } from "vitest/config";

// `npm run soak`: what takes too long for every change. Files are named x.soak.ts and lie beside what they test.
export default defineConfig({
  test: {
    include: ["e2e/**/*.soak.ts", "packages/*/{src,test}/**/*.soak.ts"],
    globalSetup: ["packages/rowlock/test/cluster-setup.ts"],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
});
