import { defineConfig } from "tsup";
import { BUNDLE_DIRECTORY, copyBundles } from "./build/copy-bundles.ts";

export default defineConfig({
  entry: { "cli/main": "src/cli/main.ts" },
  format: "esm",
  target: "node20",
  platform: "node",
  splitting: true,
  // Studio's pages are built into the same folder by a workspace of their own.
  clean: ["!studio/**"],
  sourcemap: true,
  onSuccess: () => copyBundles(BUNDLE_DIRECTORY),
});
