// A web Request as the parts that the first stage reads, and an answer as a web Response.
import { headersOf } from "../http/request-headers.ts";
import { setStatusText } from "../http/status-text.ts";
import { failure } from "./errors.ts";
import type { HttpRequest } from "./request/request-head.ts";
import type { HeaderPairs } from "./respond/database-headers.ts";
import { LARGE_TEXT, streamText } from "./text-stream.ts";

const WITH_BODY: ReadonlySet<string> = new Set(["POST", "PATCH", "PUT"]);
const NO_BODY = new Uint8Array();

/** Everything but the body. The path is undefined outside the base path. */
export type HttpHead = Omit<HttpRequest, "path" | "body"> & { readonly path: string | undefined };

export function readHead(request: Request, basePath: string): HttpHead {
  const { path, query } = splitUrl(request.url);
  const next = path[basePath.length];
  const within = path.startsWith(basePath) && (next === "/" || next === undefined);
  return {
    method: request.method,
    path: within ? path.slice(basePath.length) : undefined,
    query,
    headers: headersOf(request),
  };
}

export function hasBody({ method }: HttpHead): boolean {
  return WITH_BODY.has(method);
}

/** @throws DataApiError PGRST125 for a path outside the base path */
export function withBody(head: HttpHead, body: Uint8Array | undefined): HttpRequest {
  const { method, path, query, headers } = head;
  if (path === undefined) throw failure("path");
  return { method, path, query, headers, body: body ?? NO_BODY };
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
function bytesOf(value: string): string {
  return Buffer.from(value, "utf8").toString("latin1");
}

export function makeResponse(parts: ResponseParts): Response {
  const { statusText } = parts;
  if (statusText === undefined || !PRINTABLE.test(statusText)) return responseOf(parts);
  const response = responseOf(parts, statusText);
  setStatusText(response, statusText);
  return response;
}

function responseOf({ status, headers, body }: ResponseParts, statusText?: string): Response {
  const sent = BODILESS.has(status) ? undefined : body;
  const { fields, plain } = fieldsOf(headers, sent);
  const init =
    statusText === undefined
      ? { status, headers: fields }
      : { status, statusText, headers: fields };
  // An empty text would be given a content type.
  if (sent === undefined || sent === "") return new Response(null, init);
  if (typeof sent !== "string") return new Response(sent, init);
  if (sent.length > LARGE_TEXT) return new Response(streamText(sent), init);
  // Node writes headers and a text body as one text in UTF-8, which would encode bytes in headers once more.
  return new Response(plain ? sent : new TextEncoder().encode(sent), init);
}

interface Fields {
  /** A record is the cheaper form, but holds each name once. */
  readonly fields: Record<string, string> | [string, string][];
  /** Whether every value is printable ASCII. */
  readonly plain: boolean;
}

function fieldsOf(headers: HeaderPairs, body: ResponseParts["body"]): Fields {
  const record: Record<string, string> = {};
  let plain = true;
  let isRepeated = false;
  for (const [name, value] of headers) {
    isRepeated ||= record[name] !== undefined;
    const printable = PRINTABLE.test(value);
    plain &&= printable;
    record[name] = printable ? value : bytesOf(value);
  }
  const length = body === undefined ? undefined : String(Buffer.byteLength(body));
  if (length !== undefined) record["content-length"] = length;
  if (!isRepeated) return { fields: record, plain };
  const pairs = headers.map(([name, value]): [string, string] => [name, bytesOf(value)]);
  if (length !== undefined) pairs.push(["content-length", length]);
  return { fields: pairs, plain };
}
