// What a request's body says, read once and asked for by name: form fields for the Frontend API, JSON for the Backend
// API, with one set of questions for both. A wrong type is an error that names the parameter, never a guess.

import type { JsonObject } from "../../tokens/verified-token.ts";
import { clerkError } from "../errors/clerk-api-error.ts";

/** Fields by name; a list where a name came several times. */
export type FormValues = Readonly<Record<string, unknown>>;

export class Form {
  readonly #values: FormValues;

  constructor(values: FormValues) {
    this.#values = values;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#values, name) && this.#values[name] !== undefined;
  }

  names(): readonly string[] {
    return Object.keys(this.#values);
  }

  raw(name: string): unknown {
    return this.has(name) ? this.#values[name] : undefined;
  }

  /** A text; undefined when absent, null when it was given as null. */
  text(name: string): string | null | undefined {
    const value = this.raw(name);
    if (value === undefined || value === null) return value;
    if (typeof value === "string") return requirePlainText(value, name);
    if (Array.isArray(value)) throw clerkError("paramDuplicate", { param: name });
    if (typeof value === "number") return String(value);
    throw clerkError("paramTypeInvalid", { param: name, values: { expected: "string" } });
  }

  /** A text that must be there and not empty. */
  requireText(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === null) throw clerkError("paramMissing", { param: name });
    if (value === "") throw clerkError("paramNil", { param: name, values: { name: spoken(name) } });
    return value;
  }

  /** A text; null when it is empty: forms send "" to clear a field. */
  clearableText(name: string, maxLength = 256): string | null | undefined {
    const value = this.text(name);
    if (value === undefined || value === null) return value;
    const trimmed = value.trim();
    if (trimmed.length > maxLength) {
      throw clerkError("paramTooLong", { param: name, values: { limit: maxLength } });
    }
    return trimmed === "" ? null : trimmed;
  }

  flag(name: string): boolean | undefined {
    const value = this.raw(name);
    if (value === undefined || value === null || value === "") return undefined;
    if (value === true || value === "true" || value === "1") return true;
    if (value === false || value === "false" || value === "0") return false;
    throw clerkError("paramTypeInvalid", { param: name, values: { expected: "boolean" } });
  }

  integer(name: string): number | null | undefined {
    const value = this.raw(name);
    if (value === undefined || value === null) return value;
    const parsed = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof parsed === "number" && Number.isSafeInteger(parsed)) return parsed;
    throw clerkError("paramTypeInvalid", { param: name, values: { expected: "integer" } });
  }

  /** A list of texts: several fields of one name, or a JSON array. */
  texts(name: string): readonly string[] | undefined {
    const value = this.raw(name);
    if (value === undefined || value === null) return undefined;
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return items.map((item) => {
      if (typeof item === "string") return requirePlainText(item, name);
      throw clerkError("paramTypeInvalid", {
        param: name,
        values: { expected: "array of strings" },
      });
    });
  }

  /** A JSON object: as it is in a JSON body, as text in a form field. */
  object(name: string): JsonObject | null | undefined {
    const value = this.raw(name);
    if (value === undefined || value === null) return value;
    const parsed = typeof value === "string" ? parseJson(value, name) : value;
    if (parsed === null) return null;
    if (typeof parsed === "object" && !Array.isArray(parsed)) return parsed as JsonObject;
    throw clerkError("paramTypeInvalid", { param: name, values: { expected: "object" } });
  }
}

/** PostgreSQL's text takes no NUL, and nobody types one. */
function requirePlainText(value: string, name: string): string {
  if (!value.includes("\0")) return value;
  throw clerkError("paramValueInvalid", {
    param: name,
    values: { reason: `${name} contains a character that is not allowed` },
  });
}

function parseJson(text: string, param: string): unknown {
  try {
    return JSON.parse(text === "" ? "{}" : text);
  } catch {
    throw clerkError("paramTypeInvalid", { param, values: { expected: "object" } });
  }
}

function spoken(name: string): string {
  return name.replaceAll("_", " ");
}

/** The fields of a form body or a query: a name that comes several times gives a list. */
export function valuesOf(fields: Iterable<readonly [string, unknown]>): FormValues {
  const values = new Map<string, unknown>();
  for (const [rawName, value] of fields) {
    const name = rawName.replace(/\[\]$/, "");
    const known = values.get(name);
    if (!values.has(name)) values.set(name, value);
    else values.set(name, Array.isArray(known) ? [...known, value] : [known, value]);
  }
  return Object.fromEntries(values);
}
