// Where Clerk's browser bundles lie: built into Rowlock (dist/bundles), or in the packages that the clone has
// installed. Only the plain script files of their dist folders are served, listed once, so that no path from a request
// ever reaches the file system.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rowlockError } from "../../errors/registry.ts";

export const BUNDLE_PACKAGES = ["clerk-js", "ui"] as const;
export type BundlePackage = (typeof BUNDLE_PACKAGES)[number];

export interface Bundle {
  readonly version: string;
  /** File name to its path on disk. */
  readonly files: ReadonlyMap<string, string>;
}

export type Bundles = ReadonlyMap<BundlePackage, Bundle>;

/** Finds both bundles. @throws RowlockError IDENTITY_BUNDLE_MISSING */
export function locateBundles(): Bundles {
  return new Map(BUNDLE_PACKAGES.map((name) => [name, locate(name)]));
}

/** The package folder of a bundle: it holds package.json and dist/. */
function locate(name: BundlePackage): Bundle {
  const root = builtInFolder(name) ?? installedFolder(name);
  if (root === undefined) {
    throw rowlockError("IDENTITY_BUNDLE_MISSING", {
      message: `Clerk's browser bundle @clerk/${name} is not to be found`,
      hint: "Run npm ci again",
    });
  }
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  const dist = join(root, "dist");
  const names = readdirSync(dist, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isBundleFile(entry.name))
    .map((entry) => entry.name);
  return { version, files: new Map(names.map((file) => [file, join(dist, file)])) };
}

/** What a build copies and the service serves of a dist folder: scripts, at its top level. */
export function isBundleFile(name: string): boolean {
  return /^[\w.-]+\.js$/.test(name);
}

/** `bundles/<name>` beside the built program: made by the build. */
function builtInFolder(name: BundlePackage): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let depth = 0; depth < 4; depth += 1) {
    const candidate = join(folder, "bundles", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
    folder = dirname(folder);
  }
  return undefined;
}

/** The folder of the installed package, for the clone and for the build's copying. */
export function installedFolder(name: BundlePackage): string | undefined {
  for (const folder of createRequire(import.meta.url).resolve.paths("@clerk/x") ?? []) {
    const candidate = join(folder, "@clerk", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
  }
  return undefined;
}
