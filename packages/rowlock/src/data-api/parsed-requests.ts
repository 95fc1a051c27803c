// Requests without a body and without filters, kept by their text: a list that many people look at is parsed once.
// One with filters is likely the only one with these values; its parts are remembered by the grammar.
// INVARIANT: the key holds every part of the HTTP request that the first stage reads.
import { type ApiRequest, type HttpRequest, parseApiRequest } from "./request/api-request.ts";
import { BoundedCache } from "./request/bounded-cache.ts";
import type { DataApiSettings } from "./settings.ts";

/** @throws DataApiError as `parseApiRequest` does */
export type ParseRequest = (http: HttpRequest) => ApiRequest;

/** Longer requests are parsed each time, so that the cache stays small. */
const LONGEST_KEPT = 2_048;
const MOST_KEPT = 1_000;

const HEADERS = ["accept", "prefer", "range", "accept-profile", "content-profile", "content-type"];

function keyOf({ method, path, query, headers }: HttpRequest): string {
  let key = `${method} ${path}?${query}`;
  for (const name of HEADERS) key += `\n${headers.get(name) ?? "\0"}`;
  return key;
}

export function createParsedRequests(settings: DataApiSettings): ParseRequest {
  const known = new BoundedCache<ApiRequest>(MOST_KEPT);
  return (http) => {
    const key = http.body.length === 0 ? keyOf(http) : "";
    if (key === "" || key.length > LONGEST_KEPT) return parseApiRequest(http, settings);
    const before = known.get(key);
    if (before !== undefined) return before;
    const request = parseApiRequest(http, settings);
    if (!hasValues(request)) known.set(key, request);
    return request;
  };
}

function hasValues({ query: { filters, logic, arguments: given } }: ApiRequest): boolean {
  return filters.length > 0 || logic.length > 0 || given.length > 0;
}
