// Where `serve` finds PostgREST's settings: a flag for each, the environment, a configuration file, and what is passed
// in from the database. A file is read again each time, so that a reload sees what was changed.
import { resolve } from "node:path";
import { Option } from "commander";
import { parseConfigFile } from "../../../config/postgrest/config-file.ts";
import {
  type PostgrestConfig,
  readPostgrestConfig,
} from "../../../config/postgrest/postgrest-config.ts";
import { readSettingFile } from "../../../config/postgrest/read-setting-file.ts";
import type { SettingTexts } from "../../../config/postgrest/setting-source.ts";
import { SETTINGS } from "../../../config/postgrest/setting-table.ts";
import type { CommandIo } from "../../command-io.ts";

/** By the setting's name. The value may be left out where the setting is a yes or no. */
export const SETTING_OPTIONS: ReadonlyMap<string, Option> = new Map(
  SETTINGS.map(({ name, summary, isFlag }) => [
    name,
    new Option(`--${name} ${isFlag ? "[true|false]" : "<value>"}`, summary),
  ]),
);

/** What commander made of the command's options. */
export interface GivenOptions {
  readonly dbUrl?: string;
  readonly appSetting?: SettingTexts;
  readonly [option: string]: unknown;
}

export interface SettingPlaces {
  /** A configuration file; relative to the working folder. */
  readonly file: string | undefined;
  readonly options: GivenOptions;
  readonly io: CommandIo;
}

/** Makes a function that reads the settings as they are now. */
export function settingsReader({ file, options, io }: SettingPlaces) {
  const environment = io.env;
  const flags = flagsOf(options);
  const path = file && resolve(io.cwd, file);
  /** @throws RowlockError CONFIG_INVALID */
  return (database?: SettingTexts): PostgrestConfig => {
    const texts = path && parseConfigFile(readSettingFile(path).toString(), { path, environment });
    return readPostgrestConfig({
      flags,
      environment,
      ...(texts ? { file: texts } : {}),
      ...(database ? { database } : {}),
      readFile: (named) => readSettingFile(resolve(io.cwd, named)),
    });
  };
}

/** What holds where nothing is given. */
export function defaultSettings(): PostgrestConfig {
  return readPostgrestConfig({ environment: {}, readFile: () => Buffer.alloc(0) });
}

function flagsOf(options: GivenOptions): SettingTexts {
  const flags = new Map(options.appSetting);
  for (const [name, option] of SETTING_OPTIONS) {
    const value = options[option.attributeName()];
    if (value !== undefined) flags.set(name, String(value));
  }
  if (options.dbUrl !== undefined) flags.set("db-uri", options.dbUrl);
  return flags;
}
