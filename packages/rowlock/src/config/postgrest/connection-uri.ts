// A connection string as libpq, and so PostgREST, takes it, in the form that pg takes: a URL with what libpq allows in its
// query, or `host=... dbname=...`. It holds a password: no message quotes any of it.
import { invalidSetting } from "./setting-source.ts";

/** @throws RowlockError CONFIG_INVALID for what is neither of the two forms */
export function connectionUri(text: string): string {
  const trimmed = text.trim();
  const uri = /^postgres(ql)?:\/\//.test(trimmed) ? trimmed : uriOfKeywords(trimmed);
  // What pg cannot read it would quote in its error.
  if (uri !== undefined && URL.canParse(withHost(uri))) return withLibpqQuery(uri);
  throw invalidSetting("db-uri", "is no connection string that names one host");
}

/** A user without a host is allowed (a socket is named in the query), but no URL; pg reads it all the same. */
function withHost(uri: string): string {
  return uri.replace(/^(\w+:\/\/[^/?#]*@)(?=[/?#]|$)/, `$1${NO_HOST}`);
}

const NO_HOST = "no-host";

function uriOfKeywords(text: string): string | undefined {
  const parameters = keywords(text);
  return parameters && `postgresql://?${new URLSearchParams(parameters)}`;
}

const PAIR = /\s*(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s\\']|\\.)*)(?=\s|$)/y;

function keywords(text: string): [string, string][] | undefined {
  const pairs: [string, string][] = [];
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < text.length) {
    const [, name, value] = PAIR.exec(text) ?? [];
    if (name === undefined || value === undefined) return undefined;
    const bare = value.startsWith("'") ? value.slice(1, -1) : value;
    pairs.push([name, bare.replace(/\\(.)/g, "$1")]);
  }
  return pairs.length === 0 ? undefined : pairs;
}

// libpq's `require` encrypts without asking who answers, unless it is given a root certificate.
const LIBPQ_MODES: ReadonlySet<string> = new Set(["require", "verify-ca"]);

function withLibpqQuery(uri: string): string {
  const mark = uri.indexOf("?", uri.lastIndexOf("@") + 1);
  if (mark === -1) return uri;
  const parameters = new URLSearchParams(uri.slice(mark + 1));
  if (LIBPQ_MODES.has(parameters.get("sslmode") ?? "")) parameters.set("uselibpqcompat", "true");
  const database = parameters.get("dbname");
  parameters.delete("dbname");
  const path = uri.slice(0, mark);
  // A database named in the query comes before one in the path.
  const address = /^\w+:\/\/[^/]*/.exec(path)?.[0] ?? path;
  const base = database === null ? path : `${address}/${encodeURIComponent(database)}`;
  return `${base}?${parameters}`;
}

// Parameters that name where and how to connect. What is not among them may be a secret (`password`, `options`).
const OPEN_PARAMETERS: ReadonlySet<string> = new Set([
  "host",
  "hostaddr",
  "port",
  "user",
  "dbname",
  "application_name",
  "channel_binding",
  "client_encoding",
  "connect_timeout",
  "keepalives",
  "sslcert",
  "sslkey",
  "sslmode",
  "sslrootcert",
  "target_session_attrs",
]);

/** What may be shown of a string that `connectionUri` gave: no password, and no parameter that may hold a secret. */
export function withoutSecrets(uri: string): string {
  const url = new URL(withHost(uri));
  const open = [...url.searchParams].filter(([name]) => OPEN_PARAMETERS.has(name));
  const query = open.length === 0 ? "" : `?${new URLSearchParams(open)}`;
  const user = url.username === "" ? "" : `${url.username}@`;
  const host = url.host === NO_HOST ? "" : url.host;
  return `${url.protocol}//${user}${host}${url.pathname}${query}`;
}
