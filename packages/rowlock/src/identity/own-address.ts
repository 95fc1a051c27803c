// Whether a page is asked for under the service's own host name. HTML is answered there and nowhere else, so that a proxy in
// front of the Frontend API brings none into an app's origin.
import type { Addresses } from "./addresses.ts";

/** By these a proxy tells of itself. The first is Clerk's own, in an app's middleware. */
const PROXY_HEADERS = [
  "clerk-proxy-url",
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-real-ip",
];

/** Cookies belong to a host name: whoever comes by the issuer's is sent to the one by which apps find the service. */
export function placeOf(
  request: Request,
  addresses: Addresses,
): "own" | "foreign" | { readonly instead: string } {
  const { host, pathname, search } = new URL(request.url);
  if (PROXY_HEADERS.some((name) => request.headers.has(name))) return "foreign";
  if (host === new URL(addresses.app).host) return "own";
  return host === new URL(addresses.issuer).host
    ? { instead: `${addresses.app}${pathname}${search}` }
    : "foreign";
}
