// The route of a request, by its method and its path as it came: nothing is resolved, and only what names a bucket or an
// object is decoded.
import { failure } from "./errors.ts";
import { type FoundRoute, findRoute } from "./routes.ts";

export interface AskedRoute extends FoundRoute {
  /** With what stands before storage's own paths. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** @throws StorageError where nothing answers */
export function askedRoute(
  { method, url }: Pick<Request, "method" | "url">,
  basePath: string,
): AskedRoute {
  const path = pathOf(url);
  const own = path.slice(basePath.length);
  const parts = own.split("/").slice(1);
  // A slash at the end is none of the path's, but for objects, whose names may end so.
  if (parts.length === 2 && parts[1] === "") parts.pop();
  let found: FoundRoute | undefined;
  try {
    found = findRoute(method, parts);
  } catch {
    throw failure("request", "The path holds a percent sign that encodes nothing");
  }
  if (found === undefined) throw failure("route", `Route ${method}:${own} not found`);
  return { ...found, path, query: new URLSearchParams(queryOf(url)) };
}

export function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const mark = url.indexOf("?");
  if (start === -1) return "/";
  return mark === -1 ? url.slice(start) : url.slice(start, mark);
}

function queryOf(url: string): string {
  const mark = url.indexOf("?");
  return mark === -1 ? "" : url.slice(mark + 1);
}
