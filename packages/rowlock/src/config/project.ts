// A project as Rowlock sees it: its folder, its two files and the ports, read once into one frozen model.
import { realpath, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { rowlockError } from "../errors/registry.ts";
import { type Variables, withEnvironmentFiles } from "./environment-files.ts";
import { type RowlockConfig, rowlockConfigSchema } from "./rowlock-config.ts";
import { type SupabaseConfig, supabaseConfigSchema } from "./supabase-config.ts";
import { checkTable, readTomlFile } from "./toml-file.ts";
import { readVaultSecrets } from "./vault-secrets.ts";
import { keysWithoutEffect } from "./without-effect.ts";

export interface Ports {
  /** The Data API's gateway. */
  readonly api: number;
  readonly database: number;
  readonly studio: number;
  /** Clerk's Frontend and Backend API. */
  readonly clerk: number;
}

export interface Project {
  /** The real path of the folder that holds supabase/ and rowlock.toml. */
  readonly directory: string;
  /** `.rowlock`: keys, logs, what runs. */
  readonly stateDirectory: string;
  readonly supabaseDirectory: string;
  readonly ports: Ports;
  /** The installed PostgreSQL that is to run, as ROWLOCK_POSTGRES or `[db] engine` names it; undefined: Rowlock's own. */
  readonly engine: string | undefined;
  readonly supabase: SupabaseConfig;
  readonly rowlock: RowlockConfig;
  /** What Vault is to keep, by name and in the clear, as `[db.vault]` says. */
  readonly vaultSecrets: Readonly<Record<string, string>>;
  /** Keys of supabase/config.toml that say something and have no effect here, such as `auth.email`. */
  readonly withoutEffect: readonly string[];
}

export interface LoadProjectOptions {
  readonly env: Variables;
  /** Moves every port: API N, database N+1, Studio N+2, Clerk N+10. */
  readonly portBase?: number | undefined;
}

/** Reads a project's files. @throws PROJECT_NOT_FOUND, CONFIG_INVALID */
export async function loadProject(
  directory: string,
  options: LoadProjectOptions,
): Promise<Project> {
  const root = await projectRoot(directory);
  const env = await withEnvironmentFiles(root, options.env);
  const files = {
    supabase: { path: join(root, "supabase", "config.toml"), schema: supabaseConfigSchema },
    rowlock: { path: join(root, "rowlock.toml"), schema: rowlockConfigSchema },
  };
  const table = await readTomlFile({ ...files.supabase, env, unset: "keep" });
  const supabase = checkTable(table, files.supabase);
  const { secrets, unset } = readVaultSecrets(supabase.db.vault);
  const own = await readTomlFile({ ...files.rowlock, env, unset: "refuse" });
  const rowlock = checkTable(own, files.rowlock);
  return Object.freeze({
    directory: root,
    stateDirectory: join(root, ".rowlock"),
    supabaseDirectory: join(root, "supabase"),
    // An empty variable is one that nobody set.
    engine: options.env.ROWLOCK_POSTGRES || rowlock.db.engine,
    ports: Object.freeze(portsOf({ supabase, rowlock, base: options.portBase })),
    supabase,
    rowlock,
    vaultSecrets: secrets,
    withoutEffect: [
      ...keysWithoutEffect(table, supabaseConfigSchema),
      ...unset.map(({ name, variable }) => `db.vault.${name} (${variable} is not set)`),
    ],
  });
}

async function projectRoot(directory: string): Promise<string> {
  const path = resolve(directory);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return realpath(path);
  throw rowlockError("PROJECT_NOT_FOUND", {
    message: `${path} is not a folder`,
    hint: "Name the project's folder with --dir",
  });
}

export function portsFrom(base: number): Ports {
  return { api: base, database: base + 1, studio: base + 2, clerk: base + 10 };
}

interface PortSources {
  readonly supabase: SupabaseConfig;
  readonly rowlock: RowlockConfig;
  readonly base: number | undefined;
}

function portsOf({ supabase, rowlock, base }: PortSources): Ports {
  if (base !== undefined) return portsFrom(base);
  const ports = {
    api: supabase.api.port,
    database: supabase.db.port,
    studio: supabase.studio.port,
    clerk: rowlock.clerk.port,
  };
  const seen = new Map<number, string>();
  for (const [name, port] of Object.entries(ports)) {
    const other = seen.get(port);
    if (other !== undefined) {
      throw rowlockError("CONFIG_INVALID", {
        message: `The ports of ${other} and ${name} are both ${port}`,
        hint: "Give each its own in supabase/config.toml and rowlock.toml, or move all with --port-base",
      });
    }
    seen.set(port, name);
  }
  return ports;
}
