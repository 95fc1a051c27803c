// The body of a request: JSON, CSV, a form, or one raw value for a function.
// Guarantee: JSON goes on as the text that came, so numbers keep their digits; only its keys are looked at here.
import { failure } from "../errors.ts";
import { parseCsv } from "./csv.ts";
import { type MediaType, mimeOf } from "./media-type.ts";
import { parseQueryString } from "./query-string.ts";

export type Payload =
  | { readonly kind: "json"; readonly text: string; readonly isObject: boolean }
  /** Arguments of a function, one by one. */
  | { readonly kind: "form"; readonly pairs: readonly (readonly [name: string, value: string])[] }
  /** The one argument of a function. */
  | { readonly kind: "raw"; readonly value: string | Uint8Array };

export interface ParsedPayload {
  readonly payload: Payload;
  /** The names that the payload gives values for, sorted. */
  readonly names: readonly string[];
}

export interface PayloadOptions {
  readonly type: MediaType;
  readonly forFunction: boolean;
  /** The `columns` parameter: the payload's own names are then not looked for. */
  readonly columns: readonly string[] | undefined;
}

const NO_ROWS: ParsedPayload = {
  payload: { kind: "json", text: "[]", isObject: false },
  names: [],
};

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** @throws DataApiError PGRST102 when the body is not what its content type says */
export function parsePayload(body: Uint8Array, options: PayloadOptions): ParsedPayload {
  const mime = options.type.kind === "named" ? options.type.mime : mimeOf(options.type);
  switch (mime) {
    case "application/json":
      return parseJson(UTF8.decode(body), options);
    case "text/csv":
      return parseCsvBody(UTF8.decode(body));
    case "application/x-www-form-urlencoded":
      return parseForm(UTF8.decode(body), options);
    case "text/plain":
    case "text/xml":
      if (options.forFunction) return raw(UTF8.decode(body));
      break;
    case "application/octet-stream":
      if (options.forFunction) return raw(body);
      break;
  }
  throw failure("body", `Content-Type not acceptable: ${mime}`);
}

function raw(value: string | Uint8Array): ParsedPayload {
  return { payload: { kind: "raw", value }, names: [] };
}

function sortedNames(names: Iterable<string>): readonly string[] {
  return [...new Set(names)].sort();
}

/** A json_to_record or a json_to_recordset: the first character that is no blank tells. */
function json(text: string, names: Iterable<string>): ParsedPayload {
  const isObject = /^[ \t\n\r]*\{/.test(text);
  return { payload: { kind: "json", text, isObject }, names: sortedNames(names) };
}

function parseJson(text: string, { columns, forFunction }: PayloadOptions): ParsedPayload {
  if (columns !== undefined) return json(text, columns);
  if (text === "" && forFunction) return json(text, []);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw failure("body", "Empty or invalid json");
  }
  return withNames(text, value, "All object keys must match");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Finds the names that every row has. Neither an object nor a list of them counts as no rows. */
function withNames(text: string, value: unknown, uneven: string): ParsedPayload {
  if (isObject(value)) return json(text, Object.keys(value));
  if (!Array.isArray(value) || value.length === 0) return NO_ROWS;
  const first: unknown = value[0];
  if (!isObject(first)) throw failure("body", uneven);
  const names = Object.keys(first);
  const known = new Set(names);
  const even = value.every((row: unknown) => {
    if (!isObject(row)) return false;
    const keys = Object.keys(row);
    return keys.length === names.length && keys.every((key) => known.has(key));
  });
  if (!even) throw failure("body", uneven);
  return json(text, names);
}

function parseCsvBody(text: string): ParsedPayload {
  const rows = parseCsv(text);
  if (rows === undefined) throw failure("body", "parse error (the body is no CSV with a header)");
  return withNames(JSON.stringify(rows), rows, "All lines must have same number of fields");
}

function parseForm(text: string, { forFunction }: PayloadOptions): ParsedPayload {
  const pairs = parseQueryString(text).map(({ name, value }) => [name, value ?? ""] as const);
  const names = pairs.map(([name]) => name);
  if (forFunction) return { payload: { kind: "form", pairs }, names: sortedNames(names) };
  return json(JSON.stringify(Object.fromEntries(pairs)), names);
}
