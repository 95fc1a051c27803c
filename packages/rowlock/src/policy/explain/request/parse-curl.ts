// A curl line, as people paste one, as the request that it would send. Options that do not change the request are
// passed over; what can't be known here (a file, a variable of the shell) is refused by name.
import { rowlockError } from "../../../errors/registry.ts";
import type { ShellWord } from "./split-words.ts";

export interface WrittenRequest {
  /** Undefined: GET, or POST when there is a body. */
  readonly method: string | undefined;
  /** A URL, a path, or the name of a table with its query. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
}

const SHORT_WITH_VALUE = "XHdoubAeFTmUwxCcDEKPQrtYyz";
const LONG_WITH_VALUE = new Set(
  "request header data data-raw data-binary data-ascii data-urlencode json url output user cookie user-agent referer max-time connect-timeout proxy cacert cert key write-out retry resolve form".split(
    " ",
  ),
);
const SHORT_NAMES: Readonly<Record<string, string>> = {
  X: "request",
  H: "header",
  d: "data",
  G: "get",
  I: "head",
};
const DATA = new Set(["data", "data-raw", "data-binary", "data-ascii", "json"]);

interface CurlOption {
  readonly name: string;
  readonly value: string | undefined;
}

/** @throws EXPLAIN_REQUEST_UNREADABLE */
export function parseCurl(words: readonly ShellWord[]): WrittenRequest {
  const unfilled = words.find((word) => word.unfilled !== null)?.unfilled;
  if (unfilled) {
    throw unreadable(
      `The curl line holds ${unfilled}, which only the shell knows`,
      "Put the value in its place, or leave that header out and say --as",
    );
  }
  const [, ...rest] = words.map(({ text }) => text);
  const { options, plain } = readOptions(rest);
  const all = (name: string) => options.flatMap((one) => (one.name === name ? [one] : []));
  const target = all("url").at(-1)?.value ?? plain[0];
  if (target === undefined) {
    throw unreadable("The curl line names no address", "Paste the whole line, in one argument");
  }
  const parts = options.filter(({ name }) => DATA.has(name)).map(dataOf);
  const asJson = all("json").length > 0;
  const joined = parts.length === 0 ? undefined : parts.join(asJson ? "" : "&");
  const inQuery = all("get").length > 0 && joined !== undefined;
  const headers = all("header").flatMap(headerOf);
  const method = all("request").at(-1)?.value ?? (all("head").length > 0 ? "HEAD" : undefined);
  return {
    method,
    target: inQuery ? `${target}${target.includes("?") ? "&" : "?"}${joined}` : target,
    headers: [...defaultType(joined, { asJson, inQuery, headers }), ...headers],
    body: inQuery ? undefined : joined,
  };
}

function readOptions(words: readonly string[]) {
  const options: CurlOption[] = [];
  const plain: string[] = [];
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word.startsWith("--")) {
      const name = word.slice(2);
      options.push({ name, value: LONG_WITH_VALUE.has(name) ? left.shift() : undefined });
    } else if (word.startsWith("-") && word !== "-") {
      options.push(...shortOptions(word.slice(1), left));
    } else plain.push(word);
  }
  return { options, plain };
}

/** `-sXPOST` is -s and -X POST. */
function shortOptions(letters: string, left: string[]): readonly CurlOption[] {
  const options: CurlOption[] = [];
  for (const [index, letter] of [...letters].entries()) {
    const name = SHORT_NAMES[letter] ?? letter;
    if (!SHORT_WITH_VALUE.includes(letter)) {
      options.push({ name, value: undefined });
      continue;
    }
    const attached = letters.slice(index + 1);
    options.push({ name, value: attached === "" ? left.shift() : attached });
    return options;
  }
  return options;
}

function dataOf({ name, value = "" }: CurlOption): string {
  if (!value.startsWith("@") || name === "data-raw") return value;
  throw unreadable("The curl line takes its body from a file", "Give the body itself with --data");
}

export function headerOf({
  value = "",
}: {
  readonly value?: string | undefined;
}): readonly (readonly [string, string])[] {
  const cut = value.indexOf(":");
  return cut === -1 ? [] : [[value.slice(0, cut).trim(), value.slice(cut + 1).trim()]];
}

function defaultType(
  body: string | undefined,
  {
    asJson,
    inQuery,
    headers,
  }: {
    readonly asJson: boolean;
    readonly inQuery: boolean;
    readonly headers: readonly (readonly [string, string])[];
  },
): readonly (readonly [string, string])[] {
  const named = headers.some(([name]) => name.toLowerCase() === "content-type");
  if (body === undefined || inQuery || named) return [];
  return [["content-type", asJson ? "application/json" : "application/x-www-form-urlencoded"]];
}

export function unreadable(message: string, hint: string) {
  return rowlockError("EXPLAIN_REQUEST_UNREADABLE", { message, hint });
}
