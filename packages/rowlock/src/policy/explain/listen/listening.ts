// Why a subscriber hears nothing, as data: what was asked, what was looked at, and which of the things that may stand in
// the way does. It never holds a token or a key.
import type { Explanation } from "../explanation.ts";
import type { ProblemReport, TokenReport } from "../reports.ts";
import type { Stranger } from "../verdict/verdict.ts";

/** What somebody listens to. */
export type Listening =
  | {
      readonly kind: "changes";
      readonly schema: string;
      readonly table: string;
      readonly event: "*" | "INSERT" | "UPDATE" | "DELETE";
      /** As in the client's `filter`; null: none. */
      readonly filter: string | null;
    }
  | { readonly kind: "channel"; readonly topic: string };

export interface ListenExplanation {
  readonly listening: Listening;
  /** As whom, in the words of the one who asked. */
  readonly as: string;
  /** Null: they joined without one. */
  readonly token: TokenReport | null;
  /** Null when the token was refused. */
  readonly role: string | null;
  readonly checks: readonly ListenCheck[];
  /** The policies of a private channel, each with its answer. */
  readonly policies: readonly ChannelPolicyReport[];
  /** How the same rows are read; null where that was not asked. */
  readonly reading: Explanation | null;
  readonly verdict: ListenVerdict;
}

/** One thing that must hold, in the order in which Realtime meets them. */
export interface ListenCheck {
  readonly name: "log" | "published" | "key" | "grant" | "filter" | "rows" | "old row" | "delete";
  /** Null: it is no condition, and worth knowing. */
  readonly holds: boolean | null;
  readonly text: string;
}

export interface ChannelPolicyReport {
  readonly name: string;
  readonly does: "hear" | "speak";
  readonly permissive: boolean;
  /** The expression, as PostgreSQL prints it. */
  readonly text: string;
  /** By kind of message; a failure is an SQLSTATE. */
  readonly broadcast: boolean | { readonly failed: string };
  readonly presence: boolean | { readonly failed: string };
}

export type ListenVerdict =
  /** `all`: every subscriber with the grant hears of every row. */
  | { readonly fine: true; readonly kind: "hears"; readonly all: boolean }
  /** Of deletes, which are told to every subscriber. */
  | { readonly fine: true; readonly kind: "hears-keys"; readonly columns: readonly string[] }
  | {
      readonly fine: true;
      readonly kind: "may-join";
      readonly topic: string;
      readonly hears: readonly ("broadcast" | "presence")[];
      readonly speaks: readonly ("broadcast" | "presence")[];
    }
  | ({ readonly fine: false } & ListenDenied);

type ListenDenied =
  | { readonly kind: "token-refused"; readonly problem: ProblemReport }
  | { readonly kind: "no-such-table"; readonly relation: string }
  | { readonly kind: "log-unreadable"; readonly walLevel: string }
  | { readonly kind: "not-published"; readonly relation: string }
  | { readonly kind: "no-key"; readonly relation: string }
  | {
      readonly kind: "grant-missing";
      readonly relation: string;
      readonly role: string;
      readonly columns: readonly string[];
      readonly stranger: Stranger | null;
    }
  | { readonly kind: "filter-refused"; readonly column: string; readonly exists: boolean }
  | { readonly kind: "filter-unreadable"; readonly filter: string }
  | {
      readonly kind: "no-policy";
      readonly relation: string;
      readonly role: string;
      readonly stranger: Stranger | null;
    }
  /** Its verdict stands in `reading`. */
  | { readonly kind: "not-shown"; readonly stranger: Stranger | null }
  | { readonly kind: "no-channels" }
  | {
      readonly kind: "may-not-hear";
      readonly topic: string;
      readonly role: string;
      readonly stranger: Stranger | null;
      /** SQLSTATEs of policies that fail. */
      readonly failures: readonly string[];
    };
