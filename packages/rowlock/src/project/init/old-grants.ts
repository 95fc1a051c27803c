// Whether a project's migrations were written when Supabase granted whatever was new in public to every request, and how
// its config.toml says so. Pure.
// Guarantee: of a config.toml, one line more is all that changes; where that can't be shown, nothing does.
import { isDeepStrictEqual } from "node:util";
import { parse } from "smol-toml";
import type { LocalMigration } from "../../database/migrations/local-migrations.ts";
import { splitStatements } from "../../database/migrations/split-statements.ts";

/** Since then new projects have no such grants. */
const CHANGE = "2026-05-30";

const SETTING = "auto_expose_new_tables = true";

const CREATE =
  /^create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(?:(?<schema>"[^"]+"|\w+)\.)?(?<name>"[^"]+"|\w+)/i;
const GRANT =
  /^grant\s(?<verbs>.*?)\son\s+(?<objects>.*)\sto\s.*\b(?:anon|authenticated|service_role|public)\b/is;

/**
 * Of tables in public that no migration grants: whether one is from before the change, or one may be, since neither the
 * name of its file nor a commit tells its age.
 */
export type OldGrants = "wanted" | "maybe" | "no";

/** `firstCommits`: days by the paths of files. */
export function judgeOldGrants(
  migrations: readonly LocalMigration[],
  firstCommits: ReadonlyMap<string, string>,
): OldGrants {
  const made = new Map<string, OldGrants>();
  const granted = new Set<string>();
  for (const { version, path, text } of migrations) {
    const age = ageOf(dayOf(version) ?? firstCommits.get(path));
    for (const statement of splitStatements(text)) {
      const bare = withoutComments(statement.text);
      const { schema = "public", name } = CREATE.exec(bare)?.groups ?? {};
      if (name !== undefined && unquoted(schema) === "public") made.set(unquoted(name), age);
      const objects = GRANT.exec(bare)?.groups?.objects ?? "";
      if (/^all\s+tables\b/i.test(objects)) for (const table of made.keys()) granted.add(table);
      for (const object of objects.replace(/^table\s+/i, "").split(",")) {
        granted.add(unquoted(object.trim().split(".").at(-1) ?? ""));
      }
    }
  }
  const ages = [...made].flatMap(([table, age]) => (granted.has(table) ? [] : [age]));
  return (["wanted", "maybe"] as const).find((age) => ages.includes(age)) ?? "no";
}

/** A version that is no date, such as 0001, tells none. */
function dayOf(version: string): string | undefined {
  return /^20\d{6}/.test(version)
    ? version.replace(/^(\d{4})(\d\d)(\d\d).*$/, "$1-$2-$3")
    : undefined;
}

function ageOf(day: string | undefined): OldGrants {
  if (day === undefined) return "maybe";
  return day < CHANGE ? "wanted" : "no";
}

function withoutComments(text: string): string {
  return text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, " ").trim();
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1) : name.toLowerCase();
}

/** config.toml with the setting under `[api]`; undefined where one line does not do it. */
export function exposeInConfig(toml: string): string | undefined {
  const end = toml.includes("\r\n") ? "\r\n" : "\n";
  const header = /^[ \t]*\[[ \t]*api[ \t]*\][^\n]*(?:\n|$)/m.exec(toml);
  const at = header === null ? toml.length : header.index + header[0].length;
  const before = toml.slice(0, at);
  const gap = before === "" || before.endsWith("\n") ? "" : end;
  const line = header === null ? `${end}[api]${end}${SETTING}${end}` : `${SETTING}${end}`;
  const text = `${before}${gap}${line}${toml.slice(at)}`;
  return saysTheSame(toml, text) ? text : undefined;
}

function saysTheSame(before: string, after: string): boolean {
  try {
    const { api = {}, ...others } = parse(before);
    const wanted = { ...others, api: { ...Object(api), auto_expose_new_tables: true } };
    return isDeepStrictEqual(normal(parse(after)), normal(wanted));
  } catch {
    return false;
  }
}

function normal(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
