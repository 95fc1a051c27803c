// The variables that an app's own sources and .env files name: those that mean something of ours get its value, and what
// would still point at a hosted service is named, because half a replaced environment works with neither.

import { isEnvFile } from "./app-files.ts";
import { parseEnvironment } from "./dotenv.ts";
import type { Environment } from "./environment.ts";
import { splitBlock } from "./environment-block.ts";
import { isHostedValue } from "./hosted-value.ts";
import { meaningOf } from "./meanings.ts";

export interface AppVariables {
  /** Names of the app's own, with our values. */
  readonly given: Environment;
  /** Secrets that the app names so that its bundler would publish them: not given. */
  readonly refused: readonly string[];
  /** Names that mean something of ours which this project has not. */
  readonly lacking: readonly string[];
  /** Variables of its .env files that name a hosted service and get nothing from here. */
  readonly elsewhere: readonly ElsewhereVariable[];
  /** Sources that name a hosted project in their code, where no variable reaches. */
  readonly inCode: readonly string[];
}

export interface ElsewhereVariable {
  readonly name: string;
  readonly file: string;
}

/** Files that show which variables there are, with values of nobody. */
const SAMPLE = /\.(?:example|sample|template|dist|defaults?)$|^\.env\.(?:example|sample|template)/;
/** Other modes than development's. */
const OTHER_MODE = /\.(?:production|test|staging|preview)(?:\.local)?$/;

/** The address of a hosted project: its reference has twenty letters. */
const HOSTED_PROJECT = /https:\/\/[a-z]{20}\.supabase\.co\b/;

const NAME = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g;

/**
 * @param files what readAppFiles gives
 * @param values every value that there is, by the names of `rowlock env`
 */
export function appVariables(
  files: ReadonlyMap<string, string>,
  values: Environment,
): AppVariables {
  const own = ownSettings(files);
  const named = new Set([...files.values()].flatMap((text) => text.match(NAME) ?? []));
  const given: Record<string, string> = {};
  const refused: string[] = [];
  const lacking: string[] = [];
  for (const name of [...named].sort()) {
    const meaning = meaningOf(name);
    if (meaning === undefined) continue;
    const value = values[meaning.variable];
    if (value === undefined) lacking.push(name);
    else if (meaning.wouldPublish) refused.push(name);
    else if (!isOtherDatabase(meaning.variable, own.get(name)?.value)) given[name] = value;
  }
  const elsewhere = [...own]
    .filter(([name, { value }]) => given[name] === undefined && isHostedValue(value))
    .filter(([name]) => values[name] === undefined)
    .map(([name, { file }]) => ({ name, file }));
  const inCode = [...files]
    .filter(([file, text]) => !isEnvFile(file) && HOSTED_PROJECT.test(text))
    .map(([file]) => file);
  return { given, refused, lacking, elsewhere, inCode };
}

interface OwnSetting {
  readonly value: string;
  readonly file: string;
}

/** What the app's .env files set themselves, Rowlock's block left out. */
function ownSettings(files: ReadonlyMap<string, string>): ReadonlyMap<string, OwnSetting> {
  const settings = new Map<string, OwnSetting>();
  for (const [file, text] of files) {
    if (!isEnvFile(file) || SAMPLE.test(file) || OTHER_MODE.test(file)) continue;
    const outside = text.includes("# <<< rowlock") ? splitBlock(file, text).outside : text;
    for (const [name, value] of Object.entries(parseEnvironment(outside))) {
      settings.set(name, { value, file });
    }
  }
  return settings;
}

/** `DATABASE_URL` and its like may name a database that has nothing to do with Supabase: that one stays. */
function isOtherDatabase(variable: string, own: string | undefined): boolean {
  if (variable !== "SUPABASE_DB_URL" || own === undefined || own === "") return false;
  if (isHostedValue(own)) return false;
  return !/@(?:127\.0\.0\.1|localhost):54322\b/.test(own) && /:\/\//.test(own);
}
