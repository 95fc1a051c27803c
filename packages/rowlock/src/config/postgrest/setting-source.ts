// Settings as texts under PostgREST's names, from several places, and the ways in which PostgREST reads such a text.
import { rowlockError } from "../../errors/registry.ts";

export type SettingTexts = ReadonlyMap<string, string>;

/** Reads a setting by its name; of several places the first that has it counts. */
export interface SettingSource {
  /** As it stands; an empty text counts. */
  readonly raw: (name: string, alias?: string) => string | undefined;
  /** A text that is not empty. */
  readonly text: (name: string, alias?: string) => string | undefined;
  /** A whole number; anything else counts as absent. */
  readonly integer: (name: string, alias?: string) => number | undefined;
  /** True and false in any case and quotes, or a number; anything else counts as absent. */
  readonly flag: (name: string, alias?: string) => boolean | undefined;
  readonly list: (name: string, alias?: string) => readonly string[] | undefined;
  /** @throws RowlockError CONFIG_INVALID for a text that is none of these */
  readonly choice: <T extends string>(name: string, choices: readonly T[]) => T | undefined;
}

export function settingSource(places: readonly SettingTexts[]): SettingSource {
  function raw(name: string, alias?: string): string | undefined {
    for (const key of alias === undefined ? [name] : [name, alias]) {
      const place = places.find((texts) => texts.has(key));
      if (place !== undefined) return place.get(key);
    }
    return undefined;
  }
  const text = (name: string, alias?: string) => raw(name, alias) || undefined;
  return {
    raw,
    text,
    integer: (name, alias) => {
      const found = text(name, alias);
      return found !== undefined && /^\s*-?\d+\s*$/.test(found) ? Number(found) : undefined;
    },
    flag: (name, alias) => parseFlag(text(name, alias)),
    list: (name, alias) => splitList(text(name, alias)),
    choice: (name, choices) => {
      const found = text(name);
      if (found === undefined) return undefined;
      const chosen = choices.find((choice) => choice === found);
      if (chosen !== undefined) return chosen;
      throw invalidSetting(name, `must be one of ${choices.join(", ")}`);
    },
  };
}

export function splitList(text: string | undefined): readonly string[] | undefined {
  return text?.split(",").map((item) => item.trim());
}

function parseFlag(text: string | undefined): boolean | undefined {
  const word = text?.replace(/[^a-z]/gi, "").toLowerCase();
  if (word === "true") return true;
  if (word === "false") return false;
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) > 0 : undefined;
}

/** Names the setting and the rule that it breaks, never its value: it may be a secret. */
export function invalidSetting(name: string, rule: string): Error {
  return rowlockError("CONFIG_INVALID", {
    message: `The setting ${name} ${rule}`,
    hint: `It is read from the flag --${name} or from ${environmentName(name)}`,
  });
}

export function environmentName(name: string): string {
  return `PGRST_${name.toUpperCase().replaceAll("-", "_")}`;
}
