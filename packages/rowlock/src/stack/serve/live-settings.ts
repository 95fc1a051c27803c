// The settings as they are now: read from the database once it can be reached, and again whenever that is asked for.
// Guarantee: one reading at a time, and one more if it was asked for meanwhile; settings that are not valid change nothing.
import { setTimeout as pause } from "node:timers/promises";
import { type LoginSettings, loadLoginSettings } from "../../catalog/login-settings.ts";
import type { PostgrestConfig } from "../../config/postgrest/postgrest-config.ts";
import type { SettingTexts } from "../../config/postgrest/setting-source.ts";
import { withClient } from "../../database/pool/with-client.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import type { LiveSettings } from "./served-api.ts";

export interface LiveSettingsOptions {
  /** As the process was started. */
  readonly config: PostgrestConfig;
  readonly readConfig: (database?: SettingTexts) => PostgrestConfig;
  /** Takes new settings. What it throws is reported, and the settings before stay. */
  readonly use: (settings: LiveSettings) => void;
  readonly onProblem: (doing: string, error: unknown) => void;
  readonly signal: AbortSignal;
}

export interface LiveSettingsReader {
  /** Waits for the database as long as it takes; resolves at once when the signal is aborted. */
  first(): Promise<void>;
  /** Reads anew, without waiting for a database that can't be reached. */
  reload(): Promise<void>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
const NONE: LoginSettings = { settings: new Map(), roles: new Map() };

export function createLiveSettings(options: LiveSettingsOptions): LiveSettingsReader {
  const { config, readConfig, use, onProblem, signal } = options;
  const { uri, preConfig } = config.database;
  let reading: Promise<void> | undefined;
  let again = false;

  function askDatabase(): Promise<LoginSettings> {
    if (!config.database.config) return Promise.resolve(NONE);
    return withClient(uri, (client) => loadLoginSettings(client, preConfig && { preConfig }));
  }

  function apply({ settings, roles }: LoginSettings): void {
    try {
      use({ config: readConfig(settings), roles });
    } catch (error) {
      onProblem("The new settings are not used", error);
    }
  }

  async function read(): Promise<void> {
    do {
      again = false;
      try {
        apply(await askDatabase());
      } catch (error) {
        onProblem("The settings in the database could not be read", error);
      }
    } while (again);
  }

  return {
    async first() {
      for (
        let wait = FIRST_PAUSE_MS;
        !signal.aborted;
        wait = Math.min(wait * 2, LONGEST_PAUSE_MS)
      ) {
        try {
          return apply(await askDatabase());
        } catch (error) {
          onProblem("The settings in the database could not be read", error);
          // What PostgreSQL itself refuses (a function that fails) does not get better by waiting.
          if (!isUnreachable(error)) return apply(NONE);
          await pause(wait, undefined, { signal }).catch(() => {});
        }
      }
    },
    reload() {
      again = true;
      reading ??= read().finally(() => {
        reading = undefined;
      });
      return reading;
    },
  };
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof RowlockError && error.code === "DATABASE_UNREACHABLE";
}
