// Puts the browser bundles of Clerk's SDK (MIT), compressed, with their licence, into dist/, so that they travel inside
// the package: installing @clerk/ui itself would bring React Native and a gigabyte. Only the modern browser's variant is
// taken.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import {
  COMPRESSED,
  installedFolder,
  KEPT_BUNDLES,
  type KeptBundle,
} from "../src/identity/bundles/locate-bundles.ts";

const VARIANTS: Readonly<
  Record<KeptBundle["name"], { entry: string; chunk: (entry: string) => RegExp }>
> = {
  "clerk-js": { entry: "clerk.browser.js", chunk: () => /_clerk\.browser_/ },
  ui: {
    entry: "ui.browser.js",
    // The package holds three builds; the entry names the hash of its own chunks.
    chunk: (entry) => new RegExp(`_ui_${/\.h=\(\)=>"([0-9a-f]{6})/.exec(entry)?.[1]}_`),
  },
};

/** Fills `target/<folder>` with compressed `dist/*.js` and the LICENSE of each package. @throws when a package changed its form */
export async function copyBundles(target: string): Promise<void> {
  for (const { name, folder, installedAs } of KEPT_BUNDLES) {
    const root = installedFolder(installedAs);
    if (root === undefined) throw new Error(`${installedAs} is not installed`);
    const { entry, chunk } = VARIANTS[name];
    const source = join(root, "dist");
    const isChunk = chunk(await readFile(join(source, entry), "utf8"));
    const chunks = (await readdir(source)).filter(
      (file) => file.endsWith(".js") && isChunk.test(file),
    );
    if (chunks.length === 0)
      throw new Error(`No chunks of ${installedAs}/${entry} match ${isChunk}`);
    const destination = join(target, folder);
    await rm(destination, { recursive: true, force: true });
    await mkdir(join(destination, "dist"), { recursive: true });
    await copyFile(join(root, "LICENSE"), join(destination, "LICENSE"));
    // What it is, without the exports of files that are not here.
    const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const { name: packageName, version, license } = manifest;
    const kept = { name: packageName, version, license };
    await writeFile(join(destination, "package.json"), `${JSON.stringify(kept, null, 2)}\n`);
    for (const file of [entry, ...chunks]) {
      await writeFile(
        join(destination, "dist", file + COMPRESSED),
        await compress(join(source, file)),
      );
    }
  }
}

/** Of the levels of compression the best but two: the last two take ten times as long for a twentieth. */
async function compress(path: string): Promise<Uint8Array> {
  return promisify(brotliCompress)(await readFile(path), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9 },
  });
}

export const BUNDLE_DIRECTORY = join(
  dirname(new URL(import.meta.url).pathname),
  "..",
  "dist",
  "bundles",
);
