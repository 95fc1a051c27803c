// The package manager of a project, and how a command is run with it. What the project says counts (packageManager of
// package.json, a lock file, here or in a folder above up to the repository's root), then who started this process.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

const LOCK_FILES: Readonly<Record<string, PackageManager>> = {
  "package-lock.json": "npm",
  "npm-shrinkwrap.json": "npm",
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
};

/** What each puts before a program of an installed package. */
const RUN: Readonly<Record<PackageManager, string>> = {
  npm: "npx",
  pnpm: "pnpm",
  yarn: "yarn",
  bun: "bunx",
};

/** Undefined where nothing tells. */
export function findPackageManager(
  directory: string,
  env: Readonly<Record<string, string | undefined>>,
): PackageManager | undefined {
  for (let folder = directory; ; folder = dirname(folder)) {
    const names = namesIn(folder);
    const found = declared(folder, names) ?? byLockFile(names);
    if (found !== undefined) return found;
    if (names.includes(".git") || folder === dirname(folder)) break;
  }
  return managerNamed(env.npm_config_user_agent);
}

/** A command such as `rowlock dev`, as it is typed in the project's folder. */
export function runWith(manager: PackageManager | undefined, command: string): string {
  return manager === undefined ? command : `${RUN[manager]} ${command}`;
}

export function runScript(manager: PackageManager, name: string): string {
  return manager === "yarn" || manager === "pnpm" ? `${manager} ${name}` : `${manager} run ${name}`;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function declared(folder: string, names: readonly string[]): PackageManager | undefined {
  if (!names.includes("package.json")) return undefined;
  try {
    return managerNamed(
      JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).packageManager,
    );
  } catch {
    // Told where the file is read for its own sake.
    return undefined;
  }
}

function byLockFile(names: readonly string[]): PackageManager | undefined {
  const name = names.find((one) => LOCK_FILES[one] !== undefined);
  return name === undefined ? undefined : LOCK_FILES[name];
}

/** Of `pnpm@10.18.3`, or of a user agent such as `pnpm/10.18.3 npm/? node/v22`. */
function managerNamed(text: unknown): PackageManager | undefined {
  const [, name] = /^(npm|pnpm|yarn|bun)[@/]/.exec(typeof text === "string" ? text : "") ?? [];
  return name as PackageManager | undefined;
}
