// The token of a channel: looked at again when it ends, and every five minutes, since keys may be taken back meanwhile.
// A ban or a sign-out ends no token: as hosted, it counts until its own end.
import { Refusal } from "../refusal.ts";
import type { CheckedToken, TokenCheck } from "../rights/token-check.ts";

/** Milliseconds. */
const LONGEST = 300_000;

export interface TokenWatch {
  readonly text: string;
  readonly checked: CheckedToken;
  /** Takes another in its place. */
  take(text: string, checked: CheckedToken): void;
  stop(): void;
}

export interface TokenWatchOptions {
  readonly text: string;
  readonly checked: CheckedToken;
  readonly check: TokenCheck;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** It counts no longer. Called once. */
  readonly onEnd: (refusal: Refusal) => void;
  readonly onError: (error: unknown) => void;
}

export function watchToken(options: TokenWatchOptions): TokenWatch {
  const { check, now, onEnd, onError } = options;
  let { text, checked } = options;
  let timer: NodeJS.Timeout | undefined;

  function plan(): void {
    clearTimeout(timer);
    const left = Math.max(0, checked.expiresAt * 1000 - now());
    timer = setTimeout(lookAgain, Math.min(left, LONGEST));
    timer.unref();
  }

  function lookAgain(): void {
    const looked = text;
    check(looked).then(
      () => {
        if (looked === text && timer !== undefined) plan();
      },
      (error: unknown) => {
        if (looked !== text || timer === undefined) return;
        // Whatever keeps it from being checked, it is not known to be good.
        if (!(error instanceof Refusal)) onError(error);
        onEnd(error instanceof Refusal ? error : new Refusal("JwtSignatureError"));
      },
    );
  }

  plan();
  return {
    get text() {
      return text;
    },
    get checked() {
      return checked;
    },
    take(newText, newChecked) {
      text = newText;
      checked = newChecked;
      plan();
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
