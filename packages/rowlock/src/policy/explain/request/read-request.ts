// A request as a developer has it at hand (a path, `POST /rest/v1/tasks`, a URL, a curl line), made one that the API
// understands. The host does not matter: the request is asked of this project. Its token is taken out and given apart.
import { readBearerToken } from "../../../tokens/verify/bearer-token.ts";
import { headerOf, parseCurl, unreadable, type WrittenRequest } from "./parse-curl.ts";
import { splitWords } from "./split-words.ts";

export interface RequestWords {
  /** The arguments, such as `GET`, `/tasks?select=*`. */
  readonly words: readonly string[];
  readonly data?: string | undefined;
  /** Such as `Prefer: return=representation`. */
  readonly headers?: readonly string[] | undefined;
}

export interface ReadRequest {
  readonly method: string;
  /** Below `/rest/v1`, or another service's path. */
  readonly path: string;
  /** Without Authorization and cookies. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
  /** The bearer token in it; undefined: none. */
  readonly token: string | undefined;
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const METHODS = new Set(["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"]);
const SERVICES = /^\/(rest|auth|storage|realtime|functions|graphql)\/v1(\/|$|\?)/;

/** @throws EXPLAIN_REQUEST_UNREADABLE */
export function readRequest({ words, data, headers = [] }: RequestWords): ReadRequest {
  const written = readWords(words);
  const added = headers.map((value) => {
    const [header] = headerOf({ value });
    if (header !== undefined) return header;
    throw unreadable("A header has no colon", "Write it as 'Prefer: count=exact'");
  });
  const body = data ?? written.body;
  const all = [...written.headers, ...added];
  for (const [name, value] of all) {
    if (HEADER_NAME.test(name) && HEADER_VALUE.test(value)) continue;
    // Its value may be a token.
    throw unreadable(
      `The header ${name} can't be sent`,
      "Write it in plain characters, on one line",
    );
  }
  const method = (written.method ?? (body === undefined ? "GET" : "POST")).toUpperCase();
  if (!METHODS.has(method)) {
    throw unreadable(`${method} is no method of the Data API`, `Use ${[...METHODS].join(", ")}`);
  }
  const authorization = lastOf(all, "authorization");
  const kept = all.filter(([name]) => !["authorization", "cookie"].includes(name.toLowerCase()));
  const typed = body === undefined || lastOf(kept, "content-type") !== undefined;
  const { path, apiKey } = addressOf(written.target);
  return {
    method,
    path,
    headers: [
      ...kept,
      ...(apiKey === null ? [] : [["apikey", apiKey] as const]),
      ...(typed ? [] : [["content-type", "application/json"] as const]),
    ],
    body,
    token: readBearerToken(authorization),
  };
}

function readWords(words: readonly string[]): WrittenRequest {
  const line = words.join(" ").trim();
  if (/^curl\s/.test(line)) {
    // A line in one piece is taken apart here; several words were, by the shell.
    const whole = words.length === 1;
    return parseCurl(whole ? splitWords(line) : words.map((text) => ({ text, unfilled: null })));
  }
  const [, method, target = ""] = /^(?:([A-Za-z]+)\s+)?(.*)$/s.exec(line) ?? [];
  if (target === "") {
    throw unreadable("There is no request to explain", "Name one, such as '/tasks?select=*'");
  }
  return { method, target, headers: [], body: undefined };
}

function lastOf(
  headers: readonly (readonly [string, string])[],
  wanted: string,
): string | undefined {
  return headers.findLast(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** Path and query below the API's address, and the API key that may stand in the query but is not to be shown. */
function addressOf(target: string): { readonly path: string; readonly apiKey: string | null } {
  const within = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "").replace(/#.*$/s, "");
  const absolute = within.startsWith("/") ? within : `/${within}`;
  const path = SERVICES.test(absolute) ? absolute : `/rest/v1${absolute}`;
  try {
    const { pathname, search, searchParams } = new URL(`http://127.0.0.1${path}`);
    const pairs = search.slice(1).split("&");
    const shown = pairs.filter((pair) => pair !== "" && !pair.startsWith("apikey=")).join("&");
    return {
      path: shown === "" ? pathname : `${pathname}?${shown}`,
      apiKey: searchParams.get("apikey"),
    };
  } catch {
    throw unreadable("The request's address can't be read", "Write it as '/tasks?select=*'");
  }
}
