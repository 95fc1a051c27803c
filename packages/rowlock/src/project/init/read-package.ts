// What package.json and the files beside it say of an app: its framework, its packages, its package manager.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findPackageManager, type PackageManager } from "../../config/package-manager.ts";
import { rowlockError } from "../../errors/registry.ts";
import { type Framework, frameworkOf } from "../environment/frameworks.ts";

export interface AppPackage {
  readonly framework: Framework | undefined;
  readonly manager: PackageManager;
  /** Names of all declared packages to the ranges that are asked for. */
  readonly packages: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

export interface ReadPackageOptions {
  readonly fileNames: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Undefined where there is no package.json. @throws INIT_UNREADABLE */
export async function readPackage(
  directory: string,
  { fileNames, env }: ReadPackageOptions,
): Promise<AppPackage | undefined> {
  if (!fileNames.includes("package.json")) return undefined;
  const path = join(directory, "package.json");
  const manifest = parseManifest(path, await readFile(path, "utf8"));
  const packages = Object.fromEntries(
    ["peerDependencies", "devDependencies", "dependencies"].flatMap((section) =>
      Object.entries(manifest[section] ?? {}).filter(isText),
    ),
  );
  return {
    framework: frameworkOf(packages, fileNames),
    manager: findPackageManager(directory, env) ?? "npm",
    packages,
    scripts: Object.fromEntries(Object.entries(manifest.scripts ?? {}).filter(isText)),
  };
}

function parseManifest(path: string, text: string): Record<string, object | null> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Record<string, object | null>;
    }
  } catch {
    // Said below, without the text.
  }
  throw rowlockError("INIT_UNREADABLE", {
    message: `${path} is no JSON object, as a package.json is`,
    hint: "Correct the file and run init again; nothing was changed",
  });
}

function isText(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === "string";
}

const ADD: Readonly<Record<PackageManager, readonly [add: string, development: string]>> = {
  npm: ["npm install", "npm install --save-dev"],
  pnpm: ["pnpm add", "pnpm add --save-dev"],
  yarn: ["yarn add", "yarn add --dev"],
  bun: ["bun add", "bun add --dev"],
};

/** The commands that add packages with the app's package manager. */
export function addCommands(
  manager: PackageManager,
  { packages, development }: Readonly<Record<"packages" | "development", readonly string[]>>,
): readonly string[] {
  const [add, addDevelopment] = ADD[manager];
  return [
    ...(packages.length === 0 ? [] : [`${add} ${packages.join(" ")}`]),
    ...(development.length === 0 ? [] : [`${addDevelopment} ${development.join(" ")}`]),
  ];
}
