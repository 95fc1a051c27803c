// Supabase Storage as a fetch handler: request, rights, bytes, answer. It owns no connection, no key, no clock and no
// file: they are ports, passed in. Row level security on storage.objects and storage.buckets is all that decides.
import type { BatchRunner } from "../database/batch/batch.ts";
import { headersOf } from "../http/request-headers.ts";
import { requesterOf } from "../http/requester.ts";
import { TokenError } from "../tokens/token-error.ts";
import { anonymousToken, type VerifiedToken } from "../tokens/verified-token.ts";
import { readBearerToken } from "../tokens/verify/bearer-token.ts";
import { answerError } from "./answer/json-answer.ts";
import type { Bytes } from "./bytes/bytes.ts";
import { failure } from "./errors.ts";
import { loadImageTransformer } from "./images/image-transformer.ts";
import { createAsker, SERVICE_TOKEN } from "./rights/ask.ts";
import { type FoundRoute, findRoute, type RouteAuth } from "./routes.ts";
import { createSignedTokens, type TokenSigner } from "./signed-tokens.ts";
import type { StorageService } from "./storage-call.ts";

export interface StorageOptions {
  /** The runner whose login may become this role. */
  readonly runner: (role: string) => BatchRunner;
  /** Who asks. @throws TokenError */
  readonly authenticate: (request: Request) => VerifiedToken | Promise<VerifiedToken>;
  readonly bytes: Bytes;
  readonly signer: TokenSigner;
  /** What transforms images; default: sharp, where it is installed. */
  readonly images?: StorageService["images"] | undefined;
  /** Bytes that any object may have. */
  readonly fileSizeLimit: number;
  /** What stands before the paths, such as `/storage/v1`. */
  readonly basePath: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A fresh UUID. */
  readonly newVersion: () => string;
  /** Told of what nobody foresaw; the client gets a plain 500. */
  readonly onError: (error: unknown) => void;
}

export interface Storage {
  fetch(request: Request): Promise<Response>;
}

export function createStorage(options: StorageOptions): Storage {
  let images: ReturnType<StorageService["images"]> | undefined;
  const service: StorageService = {
    ...options,
    signed: createSignedTokens(options.signer),
    images: options.images ?? (() => (images ??= loadImageTransformer())),
  };
  return {
    async fetch(request) {
      try {
        return await answer(request, { options, service });
      } catch (error) {
        const refusal = answerError(error, {
          method: request.method,
          asMeant: splitUrl(request.url).path.startsWith(`${options.basePath}/upload/resumable`),
          onError: options.onError,
        });
        if (mayBeUnread(request)) refusal.headers.set("connection", "close");
        return refusal;
      }
    },
  };
}

/** Bytes that come at once with a request, so that nothing of them is under way any more. */
const SMALL_BODY = 64 * 1024;

/** Whether more of an upload may be coming: then the connection ends, and whoever sends is told so. */
function mayBeUnread(request: Request): boolean {
  if (request.body === null) return false;
  const length = request.headers.get("content-length");
  return length === null || Number(length) > SMALL_BODY;
}

interface Composed {
  readonly options: StorageOptions;
  readonly service: StorageService;
}

async function answer(request: Request, { options, service }: Composed): Promise<Response> {
  const { runner, basePath } = options;
  const { path, query } = splitUrl(request.url);
  const { route, bucket, name } = routeOf(request.method, path.slice(basePath.length));
  const headers = headersOf(request);
  const caller = await callerOf(request, { auth: route.auth, options });
  const facts = { runner, operation: route.operation, method: request.method, path, headers };
  const token = caller ?? anonymousToken("anon");
  return route.action({
    service,
    request,
    headers,
    query: new URLSearchParams(query),
    basePath,
    bucket,
    name,
    isAuthenticated: caller !== undefined,
    role: token.role,
    asCaller: createAsker({ ...facts, token, requester: requesterOf(request) }),
    asService: createAsker({ ...facts, token: SERVICE_TOKEN }),
  });
}

function routeOf(method: string, path: string): FoundRoute {
  const parts = path.split("/").slice(1);
  // A slash at the end is none of the path's, but for objects, whose names may end so.
  if (parts.length === 2 && parts[1] === "") parts.pop();
  let found: FoundRoute | undefined;
  try {
    found = findRoute(method, parts);
  } catch {
    throw failure("request", "The path holds a percent sign that encodes nothing");
  }
  if (found === undefined) throw failure("route", `Route ${method}:${path} not found`);
  return found;
}

interface CallerOptions {
  readonly auth: RouteAuth;
  readonly options: StorageOptions;
}

/** Undefined: nobody who is known. @throws TokenError, StorageError where somebody must be known */
async function callerOf(
  request: Request,
  { auth, options }: CallerOptions,
): Promise<VerifiedToken | undefined> {
  if (auth === "none") return undefined;
  const headers = headersOf(request);
  const isGiven =
    readBearerToken(headers.get("authorization")) !== undefined || headers.has("apikey");
  if (!isGiven && auth === "optional") return undefined;
  if (!isGiven) throw failure("schema", "headers must have required property 'authorization'");
  try {
    return await options.authenticate(request);
  } catch (error) {
    if (auth === "optional" && error instanceof TokenError) return undefined;
    throw error;
  }
}

/** The path and the query as they came: nothing is decoded or resolved. */
function splitUrl(url: string): { readonly path: string; readonly query: string } {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const mark = url.indexOf("?");
  if (start === -1) return { path: "/", query: "" };
  if (mark === -1) return { path: url.slice(start), query: "" };
  return { path: url.slice(start, mark), query: url.slice(mark + 1) };
}
