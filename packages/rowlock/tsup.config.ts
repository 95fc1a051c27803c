import { fileURLToPath } from "node:url";
import { defineConfig } from "tsup";
import { BUNDLE_DIRECTORY, copyBundles } from "./build/copy-bundles.ts";
import { EXPORTS } from "./build/exports.ts";
import { writeExample } from "./build/write-example.ts";
import { writeNotices } from "./build/write-notices.ts";

const REQUIRE =
  'import{createRequire as requireFrom}from"node:module";const require=requireFrom(import.meta.url);';

// The manifest's dependencies stay packages of their own; of its development dependencies what is imported is built in.
export default defineConfig({
  entry: { "cli/main": "src/cli/main.ts", ...EXPORTS },
  format: "esm",
  target: "node20",
  platform: "node",
  splitting: true,
  esbuildOptions(options) {
    // Beside the program: what it reads of the package is found from where its parts lie.
    options.minifyWhitespace = true;
    options.minifySyntax = true;
    options.chunkNames = "cli/[name]-[hash]";
    // Packages of the older module system ask for node's own modules by `require`, which an ES module lacks.
    options.banner = { js: REQUIRE };
    options.alias = { debug: fileURLToPath(new URL("build/no-debug.ts", import.meta.url)) };
  },
  // Studio's pages are built into the same folder by a workspace of their own.
  clean: ["!studio/**"],
  sourcemap: true,
  async onSuccess() {
    await copyBundles(BUNDLE_DIRECTORY);
    await writeNotices("dist/cli");
    await writeExample("dist/example.json");
  },
});
