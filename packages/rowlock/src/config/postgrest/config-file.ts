// PostgREST's configuration file: `name = value` lines, where a value is a quoted text, a number or a word.
// It knows nothing of what a setting means. A message names the line, never the value.
import { rowlockError } from "../../errors/registry.ts";
import type { SettingTexts } from "./setting-source.ts";

export interface ConfigFileOptions {
  /** For messages. */
  readonly path: string;
  /** What `$(NAME)` in a quoted text stands for. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const PAIR = /^([A-Za-z][\w.-]*)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s"#]+)\s*(?:#.*)?$/;

/** @throws RowlockError CONFIG_INVALID */
export function parseConfigFile(text: string, options: ConfigFileOptions): SettingTexts {
  const settings = new Map<string, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const [, name, value] = PAIR.exec(trimmed) ?? [];
    if (name === undefined || value === undefined) {
      throw invalidLine(index + 1, { ...options, rule: "is not of the form name = value" });
    }
    settings.set(name, readValue(value, { ...options, line: index + 1 }));
  }
  return settings;
}

interface Place extends ConfigFileOptions {
  readonly line: number;
}

function readValue(value: string, place: Place): string {
  if (!value.startsWith('"')) return value;
  return interpolate(unquote(value, place), place);
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  '"': '"',
  "\\": "\\",
};

function unquote(quoted: string, place: Place): string {
  return quoted.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, code: string) => {
    if (code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    const character = ESCAPES[code];
    if (character !== undefined) return character;
    throw invalidLine(place.line, { ...place, rule: `has an unknown escape, \\${code}` });
  });
}

/** `$$` is a dollar sign and `$(NAME)` a variable of the environment. */
function interpolate(text: string, place: Place): string {
  return text.replace(/\$(\$|\(([^)]*)\))?/g, (whole, kind: string | undefined, name: string) => {
    if (kind === "$") return "$";
    const value = kind === undefined ? undefined : place.environment[name];
    if (value !== undefined) return value;
    throw invalidLine(place.line, {
      ...place,
      rule:
        kind === undefined
          ? "has a single $, which is written $$"
          : `names ${whole}, which is not set`,
    });
  });
}

function invalidLine(line: number, { path, rule }: { path: string; rule: string }): Error {
  return rowlockError("CONFIG_INVALID", {
    message: `Line ${line} of ${path} ${rule}`,
    hint: 'A line is such as: db-schemas = "public"',
  });
}
