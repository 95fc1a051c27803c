// What the bench asks of a process that holds sockets, and what it answers: one line of JSON each.

/** What one socket says once it is open, and by what it knows that it hears. */
export interface SocketPlan {
  readonly url: string;
  /** Nothing is said to a bare server. */
  readonly join?: string | undefined;
  /** A text that comes once everything is heard; without it, at once. */
  readonly readyBy?: string | undefined;
  /** A text that must be in all that it hears: it is told of nobody else's. */
  readonly own?: string | undefined;
}

export type SocketCommand =
  | { readonly kind: "open"; readonly plans: readonly SocketPlan[] }
  /** Counts from here on. */
  | { readonly kind: "begin" }
  /** The first socket sends, and goes on as soon as no more than `ahead` messages are under way to this process. */
  | {
      readonly kind: "send";
      readonly seconds: number;
      readonly ahead: number;
      readonly frame: SentFrame;
    }
  | { readonly kind: "read" };

/** A message around the time at which it is sent. Head and tail are base64. */
export interface SentFrame {
  readonly head: string;
  readonly tail: string;
}

export interface Heard {
  readonly messages: number;
  readonly foreign: number;
  /** Milliseconds; how many messages took so long, up to the last, which has all that took longer. */
  readonly latencies: readonly number[];
  /** Seconds of processor time that this process took. */
  readonly cpu: number;
  readonly sent: number;
}

export type SocketAnswer =
  | { readonly kind: "opened" | "begun" }
  | { readonly kind: "heard"; readonly heard: Heard }
  | { readonly kind: "failed"; readonly message: string };

/** What stands before the time in a message, which is in milliseconds since 1970, 13 digits. */
export const TIME_MARK = '"sent_at":';
export const TIME_DIGITS = 13;
export const LONGEST_LATENCY = 20_000;
