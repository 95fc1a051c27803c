// Supabase Storage as a fetch handler: request, rights, bytes, answer. It owns no connection, no key, no clock and no
// file: they are ports, passed in. Row level security on storage.objects and storage.buckets is all that decides.
import type { BatchRunner } from "../database/batch/batch.ts";
import { PostgresError } from "../database/postgres-error.ts";
import { headersOf, type RequestHeaders } from "../http/request-headers.ts";
import { noteRequest } from "../http/request-log.ts";
import { requesterOf } from "../http/requester.ts";
import { TokenError } from "../tokens/token-error.ts";
import { anonymousToken, type VerifiedToken } from "../tokens/verified-token.ts";
import { readBearerToken } from "../tokens/verify/bearer-token.ts";
import { answerError } from "./answer/json-answer.ts";
import { askedRoute, pathOf } from "./asked-route.ts";
import type { Bytes } from "./bytes/bytes.ts";
import { failure } from "./errors.ts";
import { loadImageTransformer } from "./images/image-transformer.ts";
import { createAsker, SERVICE_TOKEN } from "./rights/ask.ts";
import type { RouteAuth } from "./routes.ts";
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
        if (error instanceof PostgresError) noteRequest(request, { refusedWith: error });
        const refusal = answerError(error, {
          method: request.method,
          asMeant: pathOf(request.url).startsWith(`${options.basePath}/upload/resumable`),
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
  const { route, bucket, name, path, query } = askedRoute(request, basePath);
  const headers = headersOf(request);
  const caller = await callerOf(request, { auth: route.auth, options });
  const facts = { runner, operation: route.operation, method: request.method, path, headers };
  const token = caller ?? anonymousToken("anon");
  return route.action({
    service,
    request,
    headers,
    query,
    basePath,
    bucket,
    name,
    isAuthenticated: caller !== undefined,
    role: token.role,
    asCaller: createAsker({ ...facts, token, requester: requesterOf(request) }),
    asService: createAsker({ ...facts, token: SERVICE_TOKEN }),
  });
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
  const isGiven = isCallerNamed(headersOf(request));
  if (!isGiven && auth === "optional") return undefined;
  if (!isGiven) throw failure("schema", "headers must have required property 'authorization'");
  try {
    return await options.authenticate(request);
  } catch (error) {
    if (auth === "optional" && error instanceof TokenError) return undefined;
    throw error;
  }
}

/** Whether a token or an API key came, good or not. */
export function isCallerNamed(headers: RequestHeaders): boolean {
  return readBearerToken(headers.get("authorization")) !== undefined || headers.has("apikey");
}
