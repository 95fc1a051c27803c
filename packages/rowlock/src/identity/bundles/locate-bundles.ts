// Where Clerk's browser bundles lie: built into Rowlock (dist/bundles, compressed), or in the packages that the clone has
// installed. clerk-js is kept in two generations, since an SDK of one can't use the other. Only the plain script files
// of their dist folders are served, listed once, so that no path from a request ever reaches the file system.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rowlockError } from "../../errors/registry.ts";

/** A bundle that is kept: the name that addresses have for it, its folder here, the package that it comes from. */
export interface KeptBundle {
  readonly name: "clerk-js" | "ui";
  readonly folder: string;
  readonly installedAs: string;
}

export const KEPT_BUNDLES: readonly KeptBundle[] = [
  { name: "clerk-js", folder: "clerk-js", installedAs: "@clerk/clerk-js" },
  { name: "clerk-js", folder: "clerk-js-5", installedAs: "clerk-js-5" },
  { name: "ui", folder: "ui", installedAs: "@clerk/ui" },
];

export interface Bundle {
  readonly name: KeptBundle["name"];
  readonly version: string;
  /** File name, as addresses have it, to its path on disk, which ends in `.br` where it is compressed. */
  readonly files: ReadonlyMap<string, string>;
}

/** What compressed files are called beside their own name. */
export const COMPRESSED = ".br";

/** Finds every bundle. @throws RowlockError IDENTITY_BUNDLE_MISSING */
export function locateBundles(): readonly Bundle[] {
  return KEPT_BUNDLES.map(locate);
}

/** The package folder of a bundle holds package.json and dist/. */
function locate(kept: KeptBundle): Bundle {
  const root = builtInFolder(kept.folder) ?? installedFolder(kept.installedAs);
  if (root === undefined) {
    throw rowlockError("IDENTITY_BUNDLE_MISSING", {
      message: `Clerk's browser bundle ${kept.installedAs} is not to be found`,
      hint: "Run npm ci again",
    });
  }
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  const dist = join(root, "dist");
  const files = readdirSync(dist, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name.replace(/\.br$/, ""), join(dist, entry.name)] as const)
    .filter(([name]) => /^[\w.-]+\.js$/.test(name));
  return { name: kept.name, version, files: new Map(files) };
}

/** `bundles/<folder>` beside the built program: made by the build. */
function builtInFolder(name: string): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let depth = 0; depth < 4; depth += 1) {
    const candidate = join(folder, "bundles", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
    folder = dirname(folder);
  }
  return undefined;
}

/** The folder of the installed package, for the clone and for the build's copying. */
export function installedFolder(name: string): string | undefined {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    const candidate = join(folder, name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
  }
  return undefined;
}
