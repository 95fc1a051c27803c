// How many bytes of bodies are in memory at one time, over all requests of a listener: many large bodies at once cost
// their senders a second try, and nobody else anything. Small bodies do not count, so that they are never refused.

/** Bytes; connections are bounded, and so are small bodies by that. */
const SMALL_BODY = 64 * 1024;

/** The room that one request has taken. */
export interface BodyShare {
  /** Makes it room for this many bytes in all; false: there is not that much. */
  grow(bytes: number): boolean;
  release(): void;
}

export interface BodyBudget {
  open(): BodyShare;
}

/** @param most bytes */
export function createBodyBudget(most: number): BodyBudget {
  let taken = 0;
  return {
    open() {
      let own = 0;
      return {
        grow(bytes) {
          if (bytes <= SMALL_BODY || bytes <= own) return true;
          if (taken - own + bytes > most) return false;
          taken += bytes - own;
          own = bytes;
          return true;
        },
        release() {
          taken -= own;
          own = 0;
        },
      };
    },
  };
}
