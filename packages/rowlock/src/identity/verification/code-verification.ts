// A six-digit code sent to an email address or a phone number: made, tried, used up. Plain data and pure functions; sending
// is not done here. A code lives ten minutes and dies after three wrong tries or its first right one.
import { timingSafeEqual } from "node:crypto";
import type { RandomBytes } from "../new-id.ts";

export type CodeStrategy =
  | "email_code"
  | "reset_password_email_code"
  | "affiliation_email_code"
  | "phone_code"
  | "reset_password_phone_code";

export interface CodeVerification {
  readonly strategy: CodeStrategy;
  readonly status: "unverified" | "verified" | "failed" | "expired";
  readonly attempts: number;
  /** Null once it is used up. */
  readonly code: string | null;
  readonly expire_at: number;
  /** What was verified, where the verification does not lie with the address or number itself. */
  readonly identification_id?: string | undefined;
}

export const CODE_LIFETIME_MS = 10 * 60 * 1000;
const MAX_ATTEMPTS = 3;

/** The code that any `+clerk_test` address and test number takes, as with Clerk's test mode. */
export const TEST_CODE = "424242";

/** Whether nothing is sent to this address or number (+1 XXX 555 0100 to 0199) and its code is always 424242. */
export function isTestAddress(address: string): boolean {
  return /\+clerk_test@|^\+1\d{3}55501\d\d$/i.test(address);
}

function newCode(random: RandomBytes): string {
  // 48 random bits, so that the remainder favours no code that anyone could notice.
  const value = Buffer.from(random(6)).readUIntBE(0, 6);
  return String(value % 1_000_000).padStart(6, "0");
}

export function startCode(options: {
  readonly strategy: CodeStrategy;
  /** An email address or a phone number. */
  readonly to: string;
  readonly testMode: boolean;
  readonly now: number;
  readonly random: RandomBytes;
  readonly identificationId?: string | undefined;
}): CodeVerification & { readonly code: string } {
  const test = options.testMode && isTestAddress(options.to);
  return {
    strategy: options.strategy,
    status: "unverified",
    attempts: 0,
    code: test ? TEST_CODE : newCode(options.random),
    expire_at: options.now + CODE_LIFETIME_MS,
    ...(options.identificationId === undefined
      ? {}
      : { identification_id: options.identificationId }),
  };
}

export interface CodeAttempt {
  readonly outcome: "verified" | "incorrect" | "failed" | "expired" | "already_verified";
  /** What is to be stored, whatever the outcome. */
  readonly verification: CodeVerification;
}

/** Tries a code. */
export function tryCode(
  verification: CodeVerification,
  attempt: { readonly code: string; readonly now: number },
): CodeAttempt {
  if (verification.status === "verified") return { outcome: "already_verified", verification };
  if (verification.status === "failed") return { outcome: "failed", verification };
  if (verification.code === null || attempt.now >= verification.expire_at) {
    return { outcome: "expired", verification: { ...verification, status: "expired", code: null } };
  }
  const attempts = verification.attempts + 1;
  if (sameText(verification.code, attempt.code)) {
    return {
      outcome: "verified",
      verification: { ...verification, attempts, status: "verified", code: null },
    };
  }
  if (attempts >= MAX_ATTEMPTS) {
    return {
      outcome: "failed",
      verification: { ...verification, attempts, status: "failed", code: null },
    };
  }
  return { outcome: "incorrect", verification: { ...verification, attempts } };
}

function sameText(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The verification as of now: an untried code that ran out shows as expired. */
export function currentStatus(
  verification: Pick<CodeVerification, "status" | "expire_at">,
  now: number,
): CodeVerification["status"] {
  return verification.status === "unverified" && now >= verification.expire_at
    ? "expired"
    : verification.status;
}
