// Makes PostgreSQL's binaries ready to run: found, with their library links and Rowlock's extensions, and reachable by
// the account that runs them.
import { join } from "node:path";
import type { EngineAccount } from "./engine-account.ts";
import { copyEngine } from "./engine-copy.ts";
import { shadowEngine } from "./engine-shadow.ts";
import { locateInstalledEngine } from "./installed-engine.ts";
import { type EnginePackage, locateEngine } from "./locate-engine.ts";

export interface Engine {
  readonly initdb: string;
  readonly postgres: string;
  /** PostgreSQL's major version, such as 17. */
  readonly major: number;
  /** The folder that an installed one was taken from; undefined: it came with Rowlock. */
  readonly installed: string | undefined;
  /** The account its processes run as; undefined: this process's own. */
  readonly account: EngineAccount | undefined;
}

export interface PrepareEngineOptions {
  readonly account: EngineAccount | undefined;
  /** Where copies of the engine are kept. */
  readonly copies: string;
  /** The folder of programs of an installed PostgreSQL, or `pg_config`. Default: the package's. */
  readonly installed?: string | undefined;
  /** Default: what locateEngine() finds. */
  readonly package?: EnginePackage;
}

/** @throws ENGINE_UNSUPPORTED, ENGINE_MISSING, ENGINE_COPY_FAILED, ENGINE_NOT_FOUND, ENGINE_TOO_OLD */
export function prepareEngine(options: PrepareEngineOptions): Engine {
  return options.installed === undefined
    ? preparePackage(options)
    : prepareInstalled(options, options.installed);
}

function prepareInstalled({ account, copies }: PrepareEngineOptions, named: string): Engine {
  const engine = locateInstalledEngine({ named, account });
  const bin = shadowEngine(engine, { parent: copies, account });
  return {
    initdb: join(bin, "initdb"),
    postgres: join(bin, "postgres"),
    major: engine.major,
    installed: engine.bin,
    account,
  };
}

function preparePackage(options: PrepareEngineOptions): Engine {
  const engine = options.package ?? locateEngine();
  const directory = copyEngine(engine, {
    parent: options.copies,
    foreign: options.account !== undefined,
  });
  return {
    initdb: join(directory, "native", "bin", "initdb"),
    postgres: join(directory, "native", "bin", "postgres"),
    major: engine.major,
    installed: undefined,
    account: options.account,
  };
}
