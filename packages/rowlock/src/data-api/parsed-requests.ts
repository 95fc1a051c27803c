// The heads of requests, kept by their text: what many people ask in the same words is parsed once. Bodies are read
// each time.
// INVARIANT: the key holds every part of the HTTP request that the head is parsed from.
import { createSieveCache } from "../cache/sieve-cache.ts";
import { type ApiRequest, readPayload } from "./request/api-request.ts";
import { type HttpRequest, parseRequestHead, type RequestHead } from "./request/request-head.ts";
import type { DataApiSettings } from "./settings.ts";

/** @throws DataApiError as `parseApiRequest` does */
export type ParseRequest = (http: HttpRequest) => ApiRequest;

/** Longer requests are parsed each time, so that the caches stay small. */
const LONGEST_KEPT = 2_048;
const MOST_KEPT = 1_000;

const HEADERS = ["accept", "prefer", "range", "accept-profile", "content-profile", "content-type"];

function keyOf({ method, path, query, headers }: HttpRequest): string {
  let key = `${method} ${path}?${query}`;
  for (const name of HEADERS) key += `\n${headers.get(name) ?? "\0"}`;
  return key;
}

export function createParsedRequests(settings: DataApiSettings): ParseRequest {
  const plain = createSieveCache<RequestHead>(MOST_KEPT);
  // Apart, because most of these come with other values each time, and would drive out the others.
  const withValues = createSieveCache<RequestHead>(MOST_KEPT);

  function headOf(http: HttpRequest): RequestHead {
    const key = keyOf(http);
    if (key.length > LONGEST_KEPT) return parseRequestHead(http, settings);
    const before = plain.get(key) ?? withValues.get(key);
    if (before !== undefined) return before;
    const head = parseRequestHead(http, settings);
    (hasValues(head) ? withValues : plain).set(key, head);
    return head;
  }

  return (http) => readPayload(headOf(http), http.body);
}

function hasValues({ query: { filters, logic, arguments: given } }: RequestHead): boolean {
  return filters.length > 0 || logic.length > 0 || given.length > 0;
}
