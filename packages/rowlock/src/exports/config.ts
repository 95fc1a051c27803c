// `rowlock/config`: a project's configuration, read as every command reads it. Nothing is started and nothing is written.
import { loadProject, type Ports } from "../config/project.ts";
import type { JsonObject } from "../tokens/verified-token.ts";

export type { JsonObject, JsonValue } from "../tokens/verified-token.ts";
export type { Ports };

export interface ReadConfigOptions {
  /** What `env(NAME)` in the files may name, besides the project's `.env` files. Default: process.env. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Moves every port: API N, database N+1, Studio N+2, Clerk N+10. Default: as the files say. */
  readonly portBase?: number | undefined;
}

export interface ProjectConfig {
  /** The real path of the folder that holds supabase/ and rowlock.toml. */
  readonly directory: string;
  readonly ports: Ports;
  /** supabase/config.toml with its defaults, under the file's own names. */
  readonly supabase: JsonObject;
  /** rowlock.toml with its defaults, under the file's own names. It may hold passwords. */
  readonly rowlock: JsonObject;
  /** Keys of supabase/config.toml that say something and have no effect with Rowlock, such as `auth.email`. */
  readonly withoutEffect: readonly string[];
}

/**
 * Reads supabase/config.toml and rowlock.toml of a folder; either may be absent.
 * @throws an error with `code` PROJECT_NOT_FOUND where there is no such folder, CONFIG_INVALID for a key or value that is not understood
 * @example
 * import { readConfig } from "rowlock/config";
 *
 * const { ports, withoutEffect } = await readConfig(".");
 * console.log(ports.api, withoutEffect);
 */
export async function readConfig(
  directory: string,
  { env = process.env, portBase }: ReadConfigOptions = {},
): Promise<ProjectConfig> {
  const { supabase, rowlock, ports, withoutEffect, ...project } = await loadProject(directory, {
    env,
    portBase,
  });
  return {
    directory: project.directory,
    ports,
    supabase: supabase as JsonObject,
    rowlock: rowlock as JsonObject,
    withoutEffect,
  };
}
