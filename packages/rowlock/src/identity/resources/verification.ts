// The wire form of a verification: of an address, of a sign-in's factor, of a sign-up's address.
import type { FirstFactor, SecondFactor } from "../store/sign-ins.ts";
import type { IdentificationVerification } from "../store/users.ts";
import { currentStatus } from "../verification/code-verification.ts";
import { currentOAuthStatus, type OAuthVerification } from "../verification/oauth-verification.ts";

export interface VerificationJson {
  readonly object: string;
  readonly status: string;
  readonly strategy: string | null;
  readonly attempts: number | null;
  readonly expire_at: number | null;
  /** What a page gives to the browser, while a passkey is waited for. */
  readonly nonce?: string;
}

const OBJECTS: Readonly<Record<string, string>> = {
  email_code: "verification_otp",
  reset_password_email_code: "verification_otp",
  phone_code: "verification_otp",
  reset_password_phone_code: "verification_otp",
  password: "verification_password",
  ticket: "verification_ticket",
  admin: "verification_admin",
  reset_password: "verification_password",
  totp: "verification_totp",
  backup_code: "verification_backup_code",
  passkey: "verification_passkey",
};

function objectOf(strategy: string): string {
  if (strategy.startsWith("from_oauth_")) return "verification_from_oauth";
  return OBJECTS[strategy] ?? "verification";
}

/** A verification lies with its address or number, and has its name. */
export function verificationId({ id }: { readonly id: string }): string {
  return id.replace(/^[a-z]+_/, "ver_");
}

/** A verification of an address or number, by the name under which the Backend API knows it. */
export function identificationVerificationJson(
  identification: { readonly id: string },
  verification: IdentificationVerification,
  now: number,
) {
  return { ...verificationJson(verification, now), id: verificationId(identification) };
}

export function isOAuth(
  verification: FirstFactor | SecondFactor | IdentificationVerification | OAuthVerification,
): verification is OAuthVerification {
  return "url" in verification;
}

export function oauthVerificationJson(verification: OAuthVerification, now: number) {
  const { strategy, url, error, expire_at } = verification;
  return {
    object: "verification_oauth",
    status: currentOAuthStatus(verification, now),
    strategy,
    attempts: null,
    expire_at,
    ...(url === null ? {} : { external_verification_redirect_url: url }),
    error,
  } as const;
}

export function verificationJson(
  verification: FirstFactor | SecondFactor | IdentificationVerification,
  now: number,
): VerificationJson {
  if (isOAuth(verification)) return oauthVerificationJson(verification, now);
  const timed = "expire_at" in verification;
  return {
    object: objectOf(verification.strategy),
    status: timed ? currentStatus(verification, now) : verification.status,
    // Whoever set a new password has proved themselves by it.
    strategy: verification.strategy === "reset_password" ? "password" : verification.strategy,
    attempts: "attempts" in verification ? verification.attempts : null,
    expire_at: timed ? verification.expire_at : null,
    ...(verification.strategy === "passkey" && verification.challenge !== null
      ? { nonce: JSON.stringify(verification.options) }
      : {}),
  };
}
