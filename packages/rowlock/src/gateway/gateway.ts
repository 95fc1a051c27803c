// What the API port answers: the Data API under /rest/v1, storage under /storage/v1 and realtime under /realtime/v1, as a
// hosted Supabase project does, and a plain word for all the rest. It checks API keys and never looks at rows.
import { headersOf, noteHeaders, type RequestHeaders } from "../http/request-headers.ts";
import { noteRequest, notesOf } from "../http/request-log.ts";
import type { UpgradeHandler } from "../http/web-sockets.ts";
import { type Addresses, answerAbsentService, answerNotFound } from "./absent-services.ts";
import type { ApiKeyTable } from "./api-key-table.ts";
import { checkApiKeys } from "./check-api-keys.ts";
import { answerPreflight, openToEveryPage } from "./cors.ts";

/** Where the Data API lies on this port. */
export const DATA_API_PATH = "/rest/v1";

/** Where storage lies on this port. */
export const STORAGE_PATH = "/storage/v1";

/** Where realtime lies on this port. */
export const REALTIME_PATH = "/realtime/v1";

interface Handler {
  fetch(request: Request): Response | Promise<Response>;
}

export interface GatewayOptions {
  /** Answers under `DATA_API_PATH`, which it is told of itself. */
  readonly dataApi: Handler;
  /** Answers under `STORAGE_PATH`, which it is told of itself; absent: storage is switched off. */
  readonly storage?: Handler | undefined;
  /** Answers under `REALTIME_PATH`, which it is told of itself; absent: realtime is switched off. */
  readonly realtime?: (Handler & { readonly upgrade: UpgradeHandler }) | undefined;
  readonly apiKeys: ApiKeyTable;
  readonly addresses: Addresses;
  /** Told, in words for a developer, of each service that is not here, when it is first asked for. */
  readonly onAbsentService?: ((words: string) => void) | undefined;
}

export interface Gateway {
  fetch(request: Request): Promise<Response>;
  /** Takes realtime's WebSockets from whoever has an API key. */
  readonly upgrade: UpgradeHandler;
}

/** Makes the handler of the API port. */
export function createGateway(options: GatewayOptions): Gateway {
  const { dataApi, storage, realtime, apiKeys, addresses, onAbsentService } = options;
  const told = new Set<string>();

  function answerAbsent(path: string): Response | undefined {
    const absent = answerAbsentService(path, addresses);
    if (absent !== undefined && !told.has(absent.words)) {
      told.add(absent.words);
      onAbsentService?.(absent.words);
    }
    return absent?.response;
  }

  function handlerOf(path: string): Handler | undefined {
    if (isUnder(path, DATA_API_PATH)) return dataApi;
    if (isUnder(path, REALTIME_PATH)) return realtime;
    return isUnder(path, STORAGE_PATH) ? storage : undefined;
  }

  async function route(request: Request): Promise<Response> {
    const path = pathOf(request.url);
    const handler = handlerOf(path);
    if (handler === undefined) return answerAbsent(path) ?? answerNotFound(path, addresses);
    const inner = withKeyInHeader(request);
    const headers = headersOf(inner);
    const refusal = checkApiKeys(headers, apiKeys);
    if (refusal !== undefined) return refusal;
    noteHeaders(inner, withoutCookies(headers));
    const response = await handler.fetch(inner);
    if (inner !== request) noteRequest(request, notesOf(inner));
    return response;
  }

  return {
    async fetch(request) {
      return answerPreflight(request) ?? openToEveryPage(await route(request));
    },
    async upgrade(request) {
      if (realtime === undefined || !isUnder(pathOf(request.url), REALTIME_PATH)) return undefined;
      const inner = withKeyInHeader(request);
      if (checkApiKeys(headersOf(inner), apiKeys) !== undefined) return undefined;
      const accept = await realtime.upgrade(inner);
      if (inner !== request) noteRequest(request, notesOf(inner));
      return accept;
    },
  };
}

function isUnder(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}/`);
}

/** Cookies ignore ports: those of every app on this host arrive here, and are nobody's business. */
function withoutCookies(headers: RequestHeaders): RequestHeaders {
  const kept = new Map(headers);
  kept.delete("cookie");
  return kept;
}

function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const path = start === -1 ? "/" : url.slice(start);
  return /^[^?#]*/.exec(path)?.[0] ?? "/";
}

/** An API key may stand in the query; the Data API would take it for a filter, so it moves into its header. */
function withKeyInHeader(request: Request): Request {
  if (!/[?&]apikey=/.test(request.url)) return request;
  const url = new URL(request.url);
  const [key] = url.searchParams.getAll("apikey");
  url.search = url.search
    .slice(1)
    .split("&")
    .filter((pair) => !pair.startsWith("apikey="))
    .join("&");
  const headers = new Headers(request.headers);
  if (key !== undefined && !headers.has("apikey")) headers.set("apikey", key);
  // A stream as a body needs `duplex`, which the types of fetch do not know yet.
  const init: RequestInit & { readonly duplex: "half" } = {
    method: request.method,
    headers,
    signal: request.signal,
    body: request.body,
    duplex: "half",
  };
  return new Request(url, init);
}
