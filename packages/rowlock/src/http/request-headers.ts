// A request's headers as a map. The listener makes it from what node has read, because fetch's own Headers cost more
// than all the rest of a small request. Whoever keeps a header from those behind notes another map.

/** By names in lower case; a header that came several times is one, joined as fetch joins them. */
export type RequestHeaders = ReadonlyMap<string, string>;

const HEADERS = Symbol("headers of a request");

type Noted = Request & { [HEADERS]?: RequestHeaders };

/** The noted headers, or the request's own. */
export function headersOf(request: Request): RequestHeaders {
  return (request as Noted)[HEADERS] ?? new Map(request.headers);
}

/** Whether a body may be larger than this many bytes: by what the headers declare, or because they declare nothing. */
export function mayHaveBodyOver(headers: RequestHeaders, bytes: number): boolean {
  const length = headers.get("content-length");
  return length === undefined ? headers.has("transfer-encoding") : Number(length) > bytes;
}

/** From now on these are the headers for `headersOf`; `request.headers` stays as it is. */
export function noteHeaders(request: Request, headers: RequestHeaders): void {
  (request as Noted)[HEADERS] = headers;
}

/** Reads node's list of names and values in turn. */
export function readRawHeaders(raw: readonly string[]): RequestHeaders {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    const value = raw[index + 1] ?? "";
    const before = headers.get(name);
    const separator = name === "cookie" ? "; " : ", ";
    headers.set(name, before === undefined ? value : before + separator + value);
  }
  return headers;
}
