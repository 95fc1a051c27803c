// Media types as PostgREST tells them apart: those it produces itself, its own vendor types, and all others by name.
// Names are kept as they came where they are not known, since a handler in the database may be called so.

export type MediaType =
  | { readonly kind: "named"; readonly mime: string }
  | { readonly kind: "object"; readonly nullsStripped: boolean }
  | { readonly kind: "stripped-array" }
  | {
      readonly kind: "plan";
      readonly of: MediaType;
      readonly format: "text" | "json";
      readonly options: readonly PlanOption[];
    };

export const PLAN_OPTIONS = ["analyze", "verbose", "settings", "buffers", "wal"] as const;
export type PlanOption = (typeof PLAN_OPTIONS)[number];

function named(mime: string): MediaType {
  return { kind: "named", mime };
}

export const JSON_TYPE = named("application/json");
export const ANY_TYPE = named("*/*");
export const OPENAPI_TYPE = named("application/openapi+json");

const KNOWN = new Set([
  "application/json",
  "application/geo+json",
  "text/csv",
  "text/plain",
  "text/xml",
  "application/openapi+json",
  "application/x-www-form-urlencoded",
  "application/octet-stream",
  "*/*",
]);

/** Types that a response names with a charset: all that are text by their nature. */
function hasCharset(type: MediaType): boolean {
  return (
    type.kind !== "named" || (KNOWN.has(type.mime) && type.mime !== "application/octet-stream")
  );
}

const ESSENCE = /^([\p{L}\p{N}.*]+)\/([\p{L}\p{N}.*+-]+)/u;
const PARAMETER = /\s*;\s*([\p{L}\p{N}-]+)\s*=\s*(?:"([^"]*)"|([\p{L}\p{N}|-]+))/uy;

function parametersOf(text: string, from: number): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = from;
  for (let found = PARAMETER.exec(text); found !== null; found = PARAMETER.exec(text)) {
    parameters.set((found[1] ?? "").toLowerCase(), found[2] ?? found[3] ?? "");
  }
  return parameters;
}

/** Reads one media type, as it stands in Accept or Content-Type. */
export function parseMediaType(text: string): MediaType {
  const essence = ESSENCE.exec(text);
  if (essence === null) return named(text);
  const mime = essence[0].toLowerCase();
  if (KNOWN.has(mime)) return named(mime);
  if (!mime.startsWith("application/vnd.pgrst.")) return named(text);
  const parameters = parametersOf(text, essence[0].length);
  const nullsStripped = parameters.get("nulls") === "stripped";
  switch (mime.slice("application/vnd.pgrst.".length)) {
    case "object":
    case "object+json":
      return { kind: "object", nullsStripped };
    case "array":
    case "array+json":
      return nullsStripped ? { kind: "stripped-array" } : JSON_TYPE;
    case "plan":
    case "plan+text":
      return planType("text", parameters);
    case "plan+json":
      return planType("json", parameters);
    default:
      return named(text);
  }
}

function planType(format: "text" | "json", parameters: ReadonlyMap<string, string>): MediaType {
  const asked = (parameters.get("options") ?? "").split("|");
  return {
    kind: "plan",
    of: parseMediaType(parameters.get("for") ?? "application/json"),
    format,
    options: PLAN_OPTIONS.filter((option) => asked.includes(option)),
  };
}

/** The media type's name, with the parameters that matter. */
export function mimeOf(type: MediaType): string {
  switch (type.kind) {
    case "named":
      return type.mime;
    case "object":
      return `application/vnd.pgrst.object+json${type.nullsStripped ? ";nulls=stripped" : ""}`;
    case "stripped-array":
      return "application/vnd.pgrst.array+json;nulls=stripped";
    case "plan": {
      const options = type.options.length === 0 ? "" : `; options=${type.options.join("|")}`;
      return `application/vnd.pgrst.plan+${type.format}; for="${mimeOf(type.of)}"${options}`;
    }
  }
}

/** The value of a Content-Type header. */
export function contentTypeOf(type: MediaType): string {
  return hasCharset(type) ? `${mimeOf(type)}; charset=utf-8` : mimeOf(type);
}

/** Reads an Accept header: highest quality first, then the more specific, then in their order. */
export function parseAccept(header: string | undefined): readonly MediaType[] {
  if (header === undefined) return [ANY_TYPE];
  if (!header.includes(",")) return [parseMediaType(qualityOf(header).text)];
  return header
    .split(",")
    .map(qualityOf)
    .sort((a, b) => b.quality - a.quality || b.specificity - a.specificity)
    .map(({ text }) => parseMediaType(text));
}

function qualityOf(item: string) {
  const [text = "", rest] = item.replaceAll(" ", "").split(";q=", 2);
  const quality = Number.parseFloat(rest ?? "1");
  const count = (sign: string) => text.split(sign).length - 1;
  return {
    text,
    quality: Number.isNaN(quality) ? 1 : quality,
    specificity: count(";") - count("*"),
  };
}
