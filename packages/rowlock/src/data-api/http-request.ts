// A web Request as the parts that the first stage reads, and an answer as a web Response.
import { failure } from "./errors.ts";
import type { HttpRequest } from "./request/api-request.ts";
import type { HeaderPairs } from "./respond/database-headers.ts";
import { LARGE_TEXT, streamText } from "./text-stream.ts";

const WITH_BODY: ReadonlySet<string> = new Set(["POST", "PATCH", "PUT"]);
const NO_BODY = new Uint8Array();

/** @throws DataApiError PGRST125 for a path outside the base path */
export async function readHttpRequest(request: Request, basePath: string): Promise<HttpRequest> {
  const { path, query } = splitUrl(request.url);
  if (!path.startsWith(basePath) || !/^(\/|$)/.test(path.slice(basePath.length))) {
    throw failure("path");
  }
  return {
    method: request.method,
    path: path.slice(basePath.length),
    query,
    header: (name) => request.headers.get(name),
    body: WITH_BODY.has(request.method) ? new Uint8Array(await request.arrayBuffer()) : NO_BODY,
  };
}

/** The path and the query as they came: nothing is decoded or resolved. */
function splitUrl(url: string): { readonly path: string; readonly query: string } {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const mark = url.indexOf("?");
  if (start === -1) return { path: "/", query: mark === -1 ? "" : url.slice(mark + 1) };
  if (mark === -1) return { path: url.slice(start), query: "" };
  return { path: url.slice(start, mark), query: url.slice(mark + 1) };
}

export interface ResponseParts {
  readonly status: number;
  readonly statusText?: string | undefined;
  readonly headers: HeaderPairs;
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
}

/** Statuses whose answers have no body, whatever was made. */
const BODILESS: ReadonlySet<number> = new Set([101, 204, 205, 304]);

const PRINTABLE = /^[\t\x20-\x7e]*$/;

/** Names in a header are sent as the bytes of their UTF-8. */
function headerValue(value: string): string {
  return PRINTABLE.test(value) ? value : Buffer.from(value, "utf8").toString("latin1");
}

export function makeResponse({ status, statusText, headers, body }: ResponseParts): Response {
  const pairs = headers.map(([name, value]): [string, string] => [name, headerValue(value)]);
  const sent = BODILESS.has(status) ? undefined : body;
  if (sent !== undefined) pairs.push(["content-length", String(Buffer.byteLength(sent))]);
  const reason = statusText !== undefined && PRINTABLE.test(statusText) ? { statusText } : {};
  const init = { status, ...reason, headers: pairs };
  // An empty text would be given a content type.
  if (sent === undefined || sent === "") return new Response(null, init);
  if (typeof sent !== "string") return new Response(sent, init);
  if (sent.length > LARGE_TEXT) return new Response(streamText(sent), init);
  // Node writes headers and a text body as one text in UTF-8, which would encode bytes in headers once more.
  const plain = pairs.every(([, value]) => PRINTABLE.test(value));
  return new Response(plain ? sent : new TextEncoder().encode(sent), init);
}
