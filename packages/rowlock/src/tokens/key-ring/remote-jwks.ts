// The keys that a third-party issuer publishes. Their address comes from configuration alone, never from a token.
// Kept for a while; an unknown kid asks again, but at most once in an interval and never twice at once, and what comes
// back is bounded. While the issuer can't be reached, the keys that are known go on for an hour, then none is.
import { createPublicKey, type KeyObject } from "node:crypto";
import { rowlockError } from "../../errors/registry.ts";
import type { Clock } from "../sign/sign-token.ts";

export interface RemoteJwks {
  /** Grows whenever the published keys changed. */
  readonly generation: number;
  /** The key of that kid; undefined when the issuer has none or can't be reached. Never rejects. */
  find(kid: string): Promise<KeyObject | undefined>;
}

export interface RemoteJwksOptions {
  /** https; plain http only on loopback. */
  readonly url: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly now: Clock;
  /** Told of each failed attempt, for the log. */
  readonly onFailure?: ((reason: string) => void) | undefined;
}

const MINUTE = 60_000;
/** Milliseconds: keys older than this are asked for anew, in front of the request that needs them. */
const FRESH = 10 * MINUTE;
const STALE = 60 * MINUTE;
/** Milliseconds between two attempts. */
const INTERVAL = 30_000;
const TIMEOUT = 5_000;
const MOST_BYTES = 64 * 1024;
const MOST_KEYS = 32;

/** Makes the source of an issuer's keys. @throws RowlockError TOKEN_KEY_INVALID when the address is not https */
export function createRemoteJwks(options: RemoteJwksOptions): RemoteJwks {
  const { now } = options;
  const url = requireSafeUrl(options.url);
  let keys: ReadonlyMap<string, KeyObject> = new Map();
  let fingerprint = "";
  let generation = 0;
  let loadedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    try {
      const text = await download(url, options.fetch);
      const next = parseKeys(text);
      if (text !== fingerprint) {
        generation += 1;
        keys = next;
        fingerprint = text;
      }
      loadedAt = now();
    } catch (error) {
      options.onFailure?.(error instanceof Error ? error.message : String(error));
      if (now() - loadedAt <= STALE || keys.size === 0) return;
      generation += 1;
      keys = new Map();
      fingerprint = "";
    }
  }

  async function refresh(): Promise<void> {
    // INVARIANT: a download ends within TIMEOUT, which is less than INTERVAL, so there is never a second one.
    if (now() - triedAt >= INTERVAL) {
      triedAt = now();
      loading = load().finally(() => {
        loading = undefined;
      });
    }
    await loading;
  }

  return {
    get generation() {
      return generation;
    },
    async find(kid) {
      if (now() - loadedAt > FRESH || !keys.has(kid)) await refresh();
      return now() - loadedAt <= STALE ? keys.get(kid) : undefined;
    },
  };
}

function requireSafeUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const loopback = ["localhost", "127.0.0.1", "[::1]"].includes(url?.hostname ?? "");
  if (url?.protocol === "https:" || (url?.protocol === "http:" && loopback)) return url.href;
  throw rowlockError("TOKEN_KEY_INVALID", {
    message: `${text} is not an https address of published keys`,
  });
}

async function download(url: string, fetch: RemoteJwksOptions["fetch"]): Promise<string> {
  const response = await fetch(url, {
    headers: { accept: "application/json" },
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}`);
  }
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MOST_BYTES) throw new Error(`${url} answered more than ${MOST_BYTES} bytes`);
  }
  return text + decoder.decode();
}

function parseKeys(text: string): ReadonlyMap<string, KeyObject> {
  const { keys } = JSON.parse(text) as { readonly keys?: unknown };
  if (!Array.isArray(keys)) throw new Error("The published keys are no JWKS document");
  const found = new Map<string, KeyObject>();
  for (const jwk of keys.slice(0, MOST_KEYS)) {
    const key = readPublicKey(jwk);
    if (key !== undefined && !found.has(jwk.kid)) found.set(jwk.kid, key);
  }
  return found;
}

/** Symmetric and encryption keys, and those without a kid, are passed over. */
function readPublicKey(jwk: Record<string, unknown>): KeyObject | undefined {
  if (typeof jwk?.kid !== "string" || (jwk.use ?? "sig") !== "sig") return undefined;
  try {
    return createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    return undefined;
  }
}
