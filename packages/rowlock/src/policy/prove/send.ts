// Sends an actor's request to the copy and reads the answer. Tokens are kept until shortly before their end; none of
// them is ever put into a result.
import type { PostgresError } from "../../database/postgres-error.ts";
import { notesOf } from "../../http/request-log.ts";
import type { JsonObject, JsonValue } from "../../tokens/verified-token.ts";
import type { ProofCopy, TokenWish } from "../ports.ts";
import type { Actor } from "./cast.ts";
import { isObject } from "./json-object.ts";

export interface ProofRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Whose path it is; absent: the Data API's. */
  readonly service?: "storage" | "realtime" | undefined;
  /** After the base, such as `/tasks`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The schema, when it is not the first that is served. */
  readonly profile?: string | undefined;
  readonly prefer?: readonly string[];
  readonly body?: JsonValue;
  /** Of a body that is a file's content and no JSON. */
  readonly contentType?: string | undefined;
  /** In the place of what is there, in storage. */
  readonly upsert?: boolean | undefined;
}

export interface Answer {
  readonly status: number;
  /** SQLSTATE or PostgREST's code; null when the request succeeded. */
  readonly code: string | null;
  /** The function of PostgreSQL's source that refused; null where PostgreSQL did not, or it is not known. */
  readonly routine: string | null;
  readonly message: string | null;
  readonly body: JsonValue;
  /** What Content-Range says of how many rows there are or were touched; null when it does not. */
  readonly total: number | null;
}

/** What PostgreSQL ended, for want of time. */
export const STALLED = "57014";

export type Send = (actor: Actor, request: ProofRequest) => Promise<Answer>;

/** Half of what a token lives. */
const TOKEN_MS = 30_000;

export function createSend(copy: ProofCopy, now: () => number): Send {
  const tokens = new Map<string, { readonly token: Promise<string>; readonly until: number }>();

  function tokenFor(actor: Actor): Promise<string> | undefined {
    if (actor.person === null || actor.token === "none") return undefined;
    const known = tokens.get(actor.name);
    if (known !== undefined && known.until > now()) return known.token;
    const token = copy.mintToken(actor.person, { ...wishOf(actor), kind: actor.token });
    tokens.set(actor.name, { token, until: now() + TOKEN_MS });
    return token;
  }

  return async (actor, request) => {
    const token = await tokenFor(actor);
    const headers = new Headers({ ...actor.headers, ...headersOf(request) });
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    const { storage } = copy;
    const isStorage = request.service === "storage" && storage !== undefined;
    if (isStorage) headers.set("apikey", storage.anonKey);
    const base = isStorage ? storage.baseUrl : copy.baseUrl;
    const text = bodyText(request);
    const body = text === undefined ? {} : { body: text };
    const url = `${base}${request.path}${queryText(request)}`;
    const sent = new Request(url, { method: request.method, headers, ...body });
    const response = await copy.fetch(sent);
    return readAnswer(response, notesOf(sent).refusedWith);
  };
}

/** What an actor's token is to carry. */
export function wishOf(actor: Actor): Omit<TokenWish, "kind"> {
  const { role, claims, organizationRole, issuer } = actor;
  return { role, claims, organizationRole, issuer };
}

export function queryText({ query = {} }: ProofRequest): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? "" : `?${text}`;
}

/** Undefined: there is none. */
export function bodyText({ body, contentType }: ProofRequest): string | undefined {
  if (body === undefined) return undefined;
  return contentType !== undefined && typeof body === "string" ? body : JSON.stringify(body);
}

/** Without the token. */
export function headersOf(request: ProofRequest): Record<string, string> {
  const { method, profile, prefer, body, contentType, upsert } = request;
  const headers: Record<string, string> = {};
  if (profile !== undefined)
    headers[method === "GET" ? "accept-profile" : "content-profile"] = profile;
  if (prefer !== undefined && prefer.length > 0) headers.prefer = prefer.join(", ");
  if (body !== undefined) headers["content-type"] = contentType ?? "application/json";
  if (upsert === true) headers["x-upsert"] = "true";
  return headers;
}

async function readAnswer(
  response: Response,
  refusedWith: PostgresError | undefined,
): Promise<Answer> {
  const text = await response.text();
  const body = parseJson(text);
  const range = response.headers.get("content-range");
  const total = range === null ? Number.NaN : Number(range.split("/")[1]);
  const failed = response.status >= 400;
  const report = failed && isObject(body) ? body : {};
  return {
    status: response.status,
    code: failed ? String(report.code ?? response.status) : null,
    routine: failed ? (refusedWith?.routine ?? null) : null,
    message: failed ? String(report.message ?? "") : null,
    body,
    total: Number.isFinite(total) ? total : null,
  };
}

function parseJson(text: string): JsonValue {
  try {
    return text === "" ? null : (JSON.parse(text) as JsonValue);
  } catch {
    return text;
  }
}

/** The rows of an answer; one object counts as one row. */
export function rowsOf({ body }: Answer): readonly JsonObject[] {
  if (Array.isArray(body)) return body.filter(isObject);
  return isObject(body) ? [body] : [];
}
