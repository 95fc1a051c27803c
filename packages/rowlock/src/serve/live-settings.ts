// The settings as they are now: read from the database once it can be reached, and again whenever that is asked for.
// Guarantee: one reading at a time, and one more if it was asked for meanwhile; settings that are not valid change nothing.
import { setTimeout as pause } from "node:timers/promises";
import { type LoginSettings, loadLoginSettings } from "../catalog/login-settings.ts";
import type { PostgrestConfig } from "../config/postgrest/postgrest-config.ts";
import type { SettingTexts } from "../config/postgrest/setting-source.ts";
import { withClient } from "../database/pool/with-client.ts";
import { isUnreachable, WORDS } from "./database-problems.ts";
import type { LiveSettings } from "./served-api.ts";

export interface LiveSettingsOptions {
  /** As the process was started. */
  readonly config: PostgrestConfig;
  readonly readConfig: (database?: SettingTexts) => PostgrestConfig;
  /** Takes new settings. What it throws is reported, and the settings before stay. */
  readonly use: (settings: LiveSettings) => void;
  /** Told after a reload whose settings are in use. */
  readonly onReloaded: () => void;
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
  const { config, readConfig, use, onReloaded, onProblem, signal } = options;
  const { uri, preConfig } = config.database;
  let reading: Promise<void> | undefined;
  let again = false;

  function askDatabase(): Promise<LoginSettings> {
    if (!config.database.config) return Promise.resolve(NONE);
    return withClient(uri, (client) => loadLoginSettings(client, preConfig && { preConfig }));
  }

  function apply({ settings, roles }: LoginSettings): boolean {
    try {
      use({ config: readConfig(settings), roles });
      return true;
    } catch (error) {
      onProblem(WORDS.invalid, error);
      return false;
    }
  }

  async function read(): Promise<void> {
    do {
      again = false;
      try {
        if (apply(await askDatabase())) onReloaded();
      } catch (error) {
        onProblem(problemOf(error), error);
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
          apply(await askDatabase());
          return;
        } catch (error) {
          onProblem(problemOf(error), error);
          // What PostgreSQL itself refuses (a function that fails) does not get better by waiting.
          if (!isUnreachable(error)) {
            apply(NONE);
            return;
          }
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

function problemOf(error: unknown): string {
  return isUnreachable(error) ? WORDS.retry : WORDS.settings;
}
