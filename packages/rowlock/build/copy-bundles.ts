// Copies the browser bundles of Clerk's SDK (MIT) with their licence into dist/, so that they travel inside the package:
// installing @clerk/ui itself would bring React Native and a gigabyte. Only the modern browser's variant is taken.
import { copyFile, mkdir, readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

const require = createRequire(import.meta.url);

const BUNDLES = [
  { name: "@clerk/clerk-js", entry: "clerk.browser.js", chunk: () => /_clerk\.browser_/ },
  {
    name: "@clerk/ui",
    entry: "ui.browser.js",
    // The package holds three builds; the entry names the hash of its own chunks.
    chunk: (entry: string) => new RegExp(`_ui_${/\.h=\(\)=>"([0-9a-f]{6})/.exec(entry)?.[1]}_`),
  },
] as const;

/** Fills `target/clerk-js` and `target/ui` with `dist/*.js` and LICENSE of each package. @throws when a package changed its form */
export async function copyBundles(target: string): Promise<void> {
  for (const { name, entry, chunk } of BUNDLES) {
    const root = packageRoot(name);
    const destination = join(target, basename(name));
    const source = join(root, "dist");
    const isChunk = chunk(await readFile(join(source, entry), "utf8"));
    const chunks = (await readdir(source)).filter(
      (file) => file.endsWith(".js") && isChunk.test(file),
    );
    if (chunks.length === 0) throw new Error(`No chunks of ${name}/dist/${entry} match ${isChunk}`);
    await mkdir(join(destination, "dist"), { recursive: true });
    await copyFile(join(root, "LICENSE"), join(destination, "LICENSE"));
    await copyFile(join(root, "package.json"), join(destination, "package.json"));
    for (const file of [entry, ...chunks]) {
      await copyFile(join(source, file), join(destination, "dist", file));
    }
  }
}

function packageRoot(name: string): string {
  const entry = require.resolve(name);
  return entry.slice(
    0,
    entry.lastIndexOf(join("node_modules", name)) + join("node_modules", name).length,
  );
}

export const BUNDLE_DIRECTORY = join(
  dirname(new URL(import.meta.url).pathname),
  "..",
  "dist",
  "bundles",
);
