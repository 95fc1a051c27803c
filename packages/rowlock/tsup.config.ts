import { defineConfig } from "tsup";

export default defineConfig({
  entry: { "cli/main": "src/cli/main.ts" },
  format: "esm",
  target: "node20",
  platform: "node",
  splitting: true,
  clean: true,
  sourcemap: true,
});
