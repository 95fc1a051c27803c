// Who may speak to the Frontend API: a page, by its Origin, or a native app, by the client token in its Authorization
// header. A native app sends no cookie and none is looked at, so that no page can borrow a browser's.
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Instance } from "../instance.ts";
import { ClientToken } from "./client-token.ts";

export interface AdmittedRequest {
  /** The page's origin, when the request names one. */
  readonly origin: string | undefined;
  readonly native: boolean;
  readonly clientToken: ClientToken;
}

/** `_is_native` in the query, as the SDKs for Expo and for extensions send it. */
export function isNativeRequest(request: Request): boolean {
  return /^(?:1|true)$/.test(new URL(request.url).searchParams.get("_is_native") ?? "");
}

/** @throws ClerkApiError when the request may not come in */
export function admitRequest(instance: Instance, request: Request): AdmittedRequest {
  const origin = allowedOrigin(instance, request);
  if (isNativeRequest(request)) return admitNative(instance, { request, origin });
  if (origin === undefined && request.method !== "GET" && request.method !== "HEAD") {
    throw clerkError("devBrowserUnauthenticated");
  }
  const clientToken = ClientToken.ofBrowser(instance, request.headers.get("cookie") ?? "");
  return { origin, native: false, clientToken };
}

function allowedOrigin(instance: Instance, request: Request): string | undefined {
  const origin = request.headers.get("origin") ?? undefined;
  if (origin !== undefined && !instance.origins.allows(origin)) throw clerkError("originInvalid");
  return origin;
}

function admitNative(
  instance: Instance,
  { request, origin }: { readonly request: Request; readonly origin: string | undefined },
): AdmittedRequest {
  // A preflight names the header and does not carry it.
  const authorization = request.method === "OPTIONS" ? "" : request.headers.get("authorization");
  // A web page is no native app: it has its cookie. An extension's or a Capacitor app's page has a scheme of its own.
  if (origin !== undefined && /^https?:/.test(origin)) throw clerkError("originWithAuthorization");
  if (authorization === null) throw clerkError("authorizationMissing");
  if (authorization.includes(",")) throw clerkError("authorizationRepeated");
  return { origin, native: true, clientToken: ClientToken.ofNativeApp(instance, authorization) };
}
