// The wire form of a sign-up attempt: what was given, what is missing, what is to be verified.
import type { Settings } from "../settings.ts";
import type { SignUpRow } from "../store/sign-ups.ts";
import { currentStatus } from "../verification/code-verification.ts";
import type { ResourceContext } from "./user.ts";
import { verificationJson } from "./verification.ts";

export interface SignUpFields {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly missing: readonly string[];
  readonly unverified: readonly string[];
}

/** Holds what was given against what the settings ask for. */
export function signUpFields(signUp: SignUpRow, settings: Settings): SignUpFields {
  const given: Readonly<Record<string, boolean>> = {
    email_address: signUp.email_address !== null,
    password: signUp.password_digest !== null,
    username: signUp.username !== null,
    first_name: signUp.first_name !== null,
    last_name: signUp.last_name !== null,
  };
  const presence: Readonly<Record<string, "off" | "optional" | "required">> = {
    email_address: "required",
    password: settings.password.required ? "required" : "optional",
    username: settings.username,
    first_name: settings.name,
    last_name: settings.name,
  };
  const named = (wanted: "optional" | "required") =>
    Object.keys(presence).filter((field) => presence[field] === wanted);
  const required = named("required");
  const verified = signUp.email_verification?.status === "verified";
  return {
    required,
    optional: named("optional"),
    missing: required.filter((field) => given[field] !== true),
    unverified: signUp.email_address !== null && !verified ? ["email_address"] : [],
  };
}

/** The attempt as its own browser sees it. */
export function signUpJson(signUp: SignUpRow, context: ResourceContext) {
  return {
    ...backendSignUpJson(signUp, context),
    supported_external_accounts: [],
    has_password: signUp.password_digest !== null,
    external_account_strategy: null,
  } as const;
}

/** The attempt as the app's server sees it. */
export function backendSignUpJson(signUp: SignUpRow, context: ResourceContext) {
  const fields = signUpFields(signUp, context.settings);
  return {
    object: "sign_up_attempt",
    id: signUp.id,
    status: signUp.status,
    required_fields: fields.required,
    optional_fields: fields.optional,
    missing_fields: fields.missing,
    unverified_fields: fields.unverified,
    verifications: {
      email_address: emailVerificationJson(signUp, context.now),
      phone_number: null,
      web3_wallet: null,
      external_account: null,
    },
    email_address: signUp.email_address,
    phone_number: null,
    web3_wallet: null,
    username: signUp.username,
    first_name: signUp.first_name,
    last_name: signUp.last_name,
    password_enabled: signUp.password_digest !== null,
    public_metadata: signUp.public_metadata,
    unsafe_metadata: signUp.unsafe_metadata,
    custom_action: false,
    external_id: signUp.external_id,
    external_account: null,
    created_session_id: signUp.created_session_id,
    created_user_id: signUp.created_user_id,
    locale: signUp.locale,
    legal_accepted_at: signUp.legal_accepted_at,
    abandon_at: signUp.abandon_at,
  } as const;
}

function emailVerificationJson(signUp: SignUpRow, now: number) {
  if (signUp.email_address === null) return null;
  const { email_verification: verification } = signUp;
  if (verification === null) {
    return {
      object: "verification_otp",
      status: "unverified",
      strategy: null,
      attempts: null,
      expire_at: null,
      next_action: "needs_prepare",
      supported_strategies: ["email_code"],
    } as const;
  }
  return {
    ...verificationJson(verification, now),
    next_action: nextAction(verification, now),
    supported_strategies: ["email_code"],
  };
}

function nextAction(
  verification: NonNullable<SignUpRow["email_verification"]>,
  now: number,
): "" | "needs_attempt" | "needs_prepare" {
  const status = "code" in verification ? currentStatus(verification, now) : verification.status;
  if (status === "verified") return "";
  return status === "unverified" ? "needs_attempt" : "needs_prepare";
}
