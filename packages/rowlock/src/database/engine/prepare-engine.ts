// Makes PostgreSQL's binaries ready to run: found, with their library links and Rowlock's extensions, and reachable by
// the account that runs them.
import { join } from "node:path";
import type { EngineAccount } from "./engine-account.ts";
import { copyEngine } from "./engine-copy.ts";
import { type EnginePackage, locateEngine } from "./locate-engine.ts";

export interface Engine {
  readonly initdb: string;
  readonly postgres: string;
  /** PostgreSQL's major version, such as 17. */
  readonly major: number;
  /** The account its processes run as; undefined: this process's own. */
  readonly account: EngineAccount | undefined;
}

export interface PrepareEngineOptions {
  readonly account: EngineAccount | undefined;
  /** Where copies of the engine are kept. */
  readonly copies: string;
  /** Default: what locateEngine() finds. */
  readonly package?: EnginePackage;
}

/** @throws ENGINE_UNSUPPORTED, ENGINE_MISSING, ENGINE_COPY_FAILED */
export function prepareEngine(options: PrepareEngineOptions): Engine {
  const engine = options.package ?? locateEngine();
  const directory = copyEngine(engine, {
    parent: options.copies,
    foreign: options.account !== undefined,
  });
  return {
    initdb: join(directory, "native", "bin", "initdb"),
    postgres: join(directory, "native", "bin", "postgres"),
    major: engine.major,
    account: options.account,
  };
}
