// Keeps the one token of the session of the moment: fetched once for simultaneous requests, used until near its end,
// dropped when the session, its organization or the template changes, or when nobody is signed in.
// INVARIANT: a token is only given to requests of the session that it was fetched for.
import type { ClerkSession, SessionSource } from "./clerk-session.ts";
import { clientError } from "./client-error.ts";
import { remainingLife } from "./remaining-life.ts";

/** A token that was fetched, or one on its way. */
interface HeldToken {
  /** What the token depends on: session and active organization; the template is the cache's own. */
  readonly key: string;
  readonly promise: Promise<string | null>;
  /** The token, once it is there. */
  value?: string | null;
  /** Milliseconds until which it is used. */
  until: number;
}

export interface TokenCache {
  /**
   * The token for a request of now, `null` when nobody is signed in. With `refused`, one that is newer than that, or
   * `null` when another session has come since.
   *
   * @throws {ClerkSupabaseError} TOKEN_FAILED
   */
  get(refused?: HeldToken): Promise<string | null>;
  /**
   * The token for a channel, which has no other until it is asked for again: with half a minute to live, where Clerk
   * gives one.
   *
   * @throws {ClerkSupabaseError} TOKEN_FAILED
   */
  getLasting(): Promise<string | null>;
  /** Sees whether another session or organization has come. */
  look(): void;
  /** What is held at the moment. */
  peek(): HeldToken | undefined;
}

export interface TokenCacheOptions {
  readonly session: SessionSource;
  /** The JWT template; none means the session token itself. */
  readonly template?: string | undefined;
  /** The clock, in milliseconds. */
  readonly now: () => number;
  /** Told when the session that a token was fetched for is no longer the one of the moment. */
  readonly onLeft?: () => void;
}

/** Milliseconds for which requests wait for the same fetch, before one asks again. */
const PATIENCE = 60_000;

/** Milliseconds that a channel's token is still used for: supabase-js asks again after 25 seconds. */
const LASTING = 20_000;

export function createTokenCache({
  session,
  template,
  now,
  onLeft,
}: TokenCacheOptions): TokenCache {
  let held: HeldToken | undefined;
  let lastKey: string;
  let lastChange: number | undefined;
  /** Clerk names the next organization before its server knows of it: a token of now may be the last one's. */
  let unsettled: boolean | undefined;
  /** Clerk keeps such a token for the next organization's. */
  let skipNext = false;

  function look() {
    const active = typeof session === "function" ? session() : session;
    const key = `${active?.id} ${active?.lastActiveOrganizationId}`;
    const change = active?.updatedAt?.valueOf();
    const left = held && held.key !== key;
    const settles = unsettled && change !== lastChange;
    if (left || settles) held = undefined;
    skipNext ||= !!settles;
    if (settles || key !== lastKey) unsettled = !settles && !!change && change === lastChange;
    lastKey = key;
    lastChange = change;
    if (left) onLeft?.();
    return { active, key };
  }

  function load(active: ClerkSession, key: string, skipCache: boolean): HeldToken {
    const promise = active.getToken({ template, skipCache }).then(
      (token) => {
        started.value = token;
        started.until = now() + remainingLife(token ?? "", now());
        return token;
      },
      (cause) => {
        started.until = 0;
        const name = template ? ` for template "${template}"` : "";
        throw clientError("TOKEN_FAILED", `Clerk gave no token${name}: ${cause.message}`, {
          cause,
        });
      },
    );
    const started: HeldToken = { key, promise, until: now() + PATIENCE };
    return started;
  }

  async function get(refused?: HeldToken) {
    const { active, key } = look();
    if (!active || (refused && refused.key !== key)) return null;
    if (!held || held === refused || held.until <= now()) {
      held = load(active, key, skipNext || !!refused);
      skipNext = false;
    }
    return held.promise;
  }

  return {
    get,
    async getLasting() {
      const token = await get();
      return token && held && held.until - now() < LASTING ? get(held) : token;
    },
    look,
    peek: () => held,
  };
}
