// The words of a template with what a message is made of put in. Plain data; in a body of HTML a value stays text.
import type { JsonObject } from "../../tokens/verified-token.ts";

const VARIABLE = /\{\{\{?\s*([\w.]+)\s*\}?\}\}/g;

export function fillTemplate(text: string, data: JsonObject): string {
  const shown = isMarkup(text) ? escapeMarkup : (value: string) => value;
  return text.replace(VARIABLE, (_whole, path: string) => shown(valueAt(path, data)));
}

/** What does not stand in the data is left out. */
function valueAt(path: string, data: JsonObject): string {
  let value: unknown = data;
  for (const step of path.split(".")) {
    const inside = typeof value === "object" && value !== null && Object.hasOwn(value, step);
    if (!inside) return "";
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** The variables that a text names. */
export function variablesOf(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(VARIABLE)].map(([, path = ""]) => path));
}

function isMarkup(text: string): boolean {
  return /<[a-z!/]/i.test(text);
}

function escapeMarkup(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
