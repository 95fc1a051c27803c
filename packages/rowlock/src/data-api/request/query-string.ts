// The query string as bytes on the wire: pairs, percent-decoded, and the canonical form that Content-Location shows.
// Guarantee: never throws; what is not valid UTF-8 becomes the replacement character.

export interface QueryPair {
  readonly name: string;
  /** Undefined: the name stood alone, without an equals sign. */
  readonly value: string | undefined;
}

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Percent-decodes text; a percent sign without two hexadecimal digits stands for itself. */
export function percentDecode(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return UTF8.decode(Buffer.from(bytesOf(text), "latin1"));
  }
}

/** As `percentDecode`, giving each byte as one character. */
function bytesOf(text: string): string {
  const latin1 = Buffer.from(text, "utf8").toString("latin1");
  return latin1.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

function splitPairs(query: string): readonly (readonly [string, string | undefined])[] {
  const items = query.split(/[&;]/);
  if (items.at(-1) === "") items.pop();
  return items.map((item) => {
    const equals = item.indexOf("=");
    return equals === -1 ? [item, undefined] : [item.slice(0, equals), item.slice(equals + 1)];
  });
}

function decode(text: string): string {
  return percentDecode(text.includes("+") ? text.replaceAll("+", " ") : text);
}

/** Splits a query string (without its question mark) at `&` and `;`. */
export function parseQueryString(query: string): readonly QueryPair[] {
  return splitPairs(query).map(([name, value]) => ({
    name: decode(name),
    value: value === undefined ? undefined : decode(value),
  }));
}

function queryBytes(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  return /^[\x20-\x24\x26-\x7e]*$/.test(spaced) ? spaced : bytesOf(spaced);
}

/** What needs no encoding. */
const UNRESERVED = /^[\w.~-]*$/;

function encodeBytes(bytes: string): string {
  if (UNRESERVED.test(bytes)) return bytes;
  return encodeURIComponent(bytes).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The same query sorted by name, values of one name joined by commas, everything encoded alike. */
export function canonicalQuery(query: string): string {
  const byName = new Map<string, string>();
  for (const [name, value] of splitPairs(query)) {
    const key = queryBytes(name);
    const before = byName.get(key);
    const encoded = encodeBytes(queryBytes(value ?? ""));
    byName.set(key, before === undefined ? encoded : `${before},${encoded}`);
  }
  return [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, values]) => `${encodeBytes(name)}=${values}`)
    .join("&");
}
