// The wire form of a verification: of an address, of a sign-in's factor, of a sign-up's address.
import type { FirstFactor, SecondFactor } from "../store/sign-ins.ts";
import type { EmailVerification } from "../store/users.ts";
import { currentStatus } from "../verification/code-verification.ts";

export interface VerificationJson {
  readonly object: string;
  readonly status: string;
  readonly strategy: string | null;
  readonly attempts: number | null;
  readonly expire_at: number | null;
}

const OBJECTS: Readonly<Record<string, string>> = {
  email_code: "verification_otp",
  reset_password_email_code: "verification_otp",
  password: "verification_password",
  ticket: "verification_ticket",
  admin: "verification_admin",
  reset_password: "verification_password",
  totp: "verification_totp",
  backup_code: "verification_backup_code",
};

export function verificationJson(
  verification: FirstFactor | SecondFactor | EmailVerification,
  now: number,
): VerificationJson {
  const coded = "code" in verification;
  return {
    object: OBJECTS[verification.strategy] ?? "verification",
    status: coded ? currentStatus(verification, now) : verification.status,
    // Whoever set a new password has proved themselves by it.
    strategy: verification.strategy === "reset_password" ? "password" : verification.strategy,
    attempts: "attempts" in verification ? verification.attempts : null,
    expire_at: coded ? verification.expire_at : null,
  };
}
