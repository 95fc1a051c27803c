// A token can expire on its way. The server refuses such a request before it does anything, so it is sent once more
// with a fresh token: once only, only as the same session, and only if its body is text, which can be sent again.
import type { TokenCache } from "./token-cache.ts";

/** Wraps `fetch` so that a request refused for an expired token of `tokens` is repeated once. */
export function replayExpired(fetch: typeof globalThis.fetch, tokens: TokenCache): typeof fetch {
  return async (input, init) => {
    const sent = tokens.peek();
    const response = await fetch(input, init);
    const headers = new Headers(init?.headers);
    if (
      response.status === 401 &&
      headers.get("Authorization") === `Bearer ${sent?.value}` &&
      typeof (init?.body ?? "") === "string"
    ) {
      // The reason is in the body. An answer to HEAD has none: then it is worth a try.
      const reason = await response.clone().text();
      const fresh = /^$|expired/i.test(reason) && (await tokens.get(sent));
      if (fresh && fresh !== sent?.value) {
        headers.set("Authorization", `Bearer ${fresh}`);
        return fetch(input, { ...init, headers });
      }
    }
    return response;
  };
}
