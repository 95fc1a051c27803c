// What `rowlock serve` is started with. How arguments, environment and files become settings is the command's own matter.
import type { PostgrestConfig } from "../config/postgrest/postgrest-config.ts";
import type { SettingTexts } from "../config/postgrest/setting-source.ts";
import type { ServeLog } from "./serve-log.ts";

/** What a notification or a signal asks to be read anew. */
export type Reload = "schema" | "config";

export interface ServeOptions {
  /** Rowlock's own, for the log. */
  readonly version: string;
  /**
   * Reads the settings, at the start and at each reload; what the database says of them is passed in.
   * @throws RowlockError CONFIG_INVALID
   */
  readonly readConfig: (database?: SettingTexts) => PostgrestConfig;
  /** What stands before the paths, such as `/rest/v1`; empty: nothing. */
  readonly basePath: string;
  /** How many processes serve. */
  readonly workers: number;
  readonly log: ServeLog;
  /** Aborted when the process is told to end. */
  readonly signal: AbortSignal;
  /** Calls the listener when a signal asks for a reload. */
  readonly onReload: (listener: (what: Reload) => void) => void;
}

/** Milliseconds that running requests have to end in when the server stops. */
export const DRAIN_MS = 25_000;
