// Which tables an app reads and writes with the service_role key, as its sources say it: `.from("...")` in a file that
// names the key's variable, or that imports one that does. What is built at run time is not seen. Pure.
import type { ServiceRoleUse } from "../policy/audit/project-facts.ts";
import { isEnvFile } from "../project/environment/app-files.ts";
import { meaningOf } from "../project/environment/meanings.ts";

const NAME = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g;
const IMPORT = /(?:from|import|require)\s*\(?\s*["'](?<path>[^"']+)["']/g;
const USE =
  /(?<!storage\s*)\.from\(\s*["'`](?<table>\w+)["'`]\s*\)\s*\.?\s*(?<verb>select|insert|update|upsert|delete)?/g;

const KEYS = new Set(["SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_SECRET_KEY"]);

/** Changing or deleting rows by a filter reads them, and so does giving them back. */
const PRIVILEGES: Readonly<Record<string, ServiceRoleUse["privileges"]>> = {
  select: ["SELECT"],
  insert: ["SELECT", "INSERT"],
  update: ["SELECT", "UPDATE"],
  upsert: ["SELECT", "INSERT", "UPDATE"],
  delete: ["SELECT", "DELETE"],
};

/** @param files what readAppFiles gives */
export function serviceRoleUses(files: ReadonlyMap<string, string>): readonly ServiceRoleUse[] {
  const sources = [...files].filter(([file]) => !isEnvFile(file));
  const named = sources.filter(([, text]) => namesKey(text)).map(([file]) => stem(file));
  const uses = new Map<string, ServiceRoleUse>();
  for (const [file, text] of sources) {
    if (!named.includes(stem(file)) && !importsOneOf(text, named)) continue;
    for (const { groups } of text.matchAll(USE)) {
      const { table = "", verb = "select" } = groups ?? {};
      const before = uses.get(table);
      const privileges = new Set([...(before?.privileges ?? []), ...(PRIVILEGES[verb] ?? [])]);
      uses.set(table, { table, file: before?.file ?? file, privileges: [...privileges] });
    }
  }
  return [...uses.values()];
}

function namesKey(text: string): boolean {
  return (text.match(NAME) ?? []).some((name) => KEYS.has(meaningOf(name)?.variable ?? ""));
}

function importsOneOf(text: string, named: readonly string[]): boolean {
  return [...text.matchAll(IMPORT)].some(({ groups }) => named.includes(stem(groups?.path ?? "")));
}

/** A module's name as an import says it: the file's, or its folder's for an index. */
function stem(path: string): string {
  const parts = path.replace(/\.[cm]?[jt]sx?$/, "").split(/[/\\]/);
  const last = parts.at(-1) ?? "";
  return last === "index" ? (parts.at(-2) ?? "") : last;
}
