// What one request showed. A refusal says by what; whatever is neither a refusal nor a success is not called safe.

import { INSUFFICIENT_PRIVILEGE, privilegeRefuser } from "../privilege-refuser.ts";
import type { MadeRow } from "./rows/made-rows.ts";
import type { Answer } from "./send.ts";

/**
 * What a request was refused by; a trigger or a function refuses by raising an error of its own, a view because it
 * can't be written to.
 */
export type Refuser = "grant" | "policy" | "token" | "trigger" | "function" | "view";

export type Judgement =
  | { readonly kind: "allowed" }
  | { readonly kind: "denied"; readonly by: Refuser }
  | {
      readonly kind: "leak";
      /** In a few words, such as "sees 3 rows of others". */
      readonly what: string;
      /** Rows that it concerns, the witness first. */
      readonly rows: readonly MadeRow[];
    }
  /** The request fails for everyone, such as by an error in a policy. */
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "unknown"; readonly reason: string };

/** The refusal or failure that an answer is; undefined for a success. */
export function refusalOf(answer: Answer): Judgement | undefined {
  const { status, code, message } = answer;
  if (status < 400) return undefined;
  if (status === 401 && code?.startsWith("PGRST3")) return { kind: "denied", by: "token" };
  const reason = `${code}: ${message}`;
  if (code === INSUFFICIENT_PRIVILEGE) {
    const by = privilegeRefuser(answer);
    if (by !== undefined) return { kind: "denied", by: by === "code" ? "function" : by };
    return { kind: "unknown", reason: `by what it was refused is not known (${reason})` };
  }
  const unserved = code?.startsWith("PGRST") === true;
  if (status >= 500 && !isRaised(code)) return { kind: "unknown", reason };
  return unserved ? { kind: "unknown", reason } : { kind: "failed", reason };
}

function isRaised(code: string | null): boolean {
  return code !== null && /^[0-9A-Z]{5}$/.test(code) && !/^(08|53|57|XX)/.test(code);
}

/**
 * PostgreSQL looks at constraints only after WITH CHECK has passed: a row that a constraint refuses was one that the
 * policies let through.
 */
export function passedPolicies({ status, code }: Answer): boolean {
  return status < 400 || code?.startsWith("23") === true;
}
