// The wire form of a sign-up attempt: what was given, what is missing, what is to be verified.
import { phonePresence, type Settings } from "../settings.ts";
import type { SignUpRow } from "../store/sign-ups.ts";
import { currentStatus } from "../verification/code-verification.ts";
import type { ResourceContext } from "./user.ts";
import { oauthVerificationJson, verificationJson } from "./verification.ts";

export interface SignUpFields {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly missing: readonly string[];
  readonly unverified: readonly string[];
}

/** What a user is found by: everybody has one of them. */
const IDENTIFIERS = ["email_address", "phone_number", "username"] as const;

/** Holds what was given against what the settings ask for. */
export function signUpFields(signUp: SignUpRow, settings: Settings): SignUpFields {
  const given: Readonly<Record<string, boolean>> = {
    email_address: signUp.email_address !== null,
    phone_number: signUp.phone_number !== null,
    password: signUp.password_digest !== null,
    username: signUp.username !== null,
    first_name: signUp.first_name !== null,
    last_name: signUp.last_name !== null,
  };
  const presence: Readonly<Record<string, "off" | "optional" | "required">> = {
    email_address: settings.email_address,
    phone_number: phonePresence(settings),
    password: settings.password.required && !isByProvider(signUp) ? "required" : "optional",
    username: settings.username,
    first_name: settings.name,
    last_name: settings.name,
  };
  const named = (wanted: "optional" | "required") =>
    Object.keys(presence).filter((field) => presence[field] === wanted);
  const required = named("required");
  const missing = required.filter((field) => given[field] !== true);
  const identified = IDENTIFIERS.some((name) => given[name] === true || missing.includes(name));
  return {
    required,
    optional: named("optional"),
    missing: identified ? missing : ["email_address", ...missing],
    unverified: [
      ...(isUnverified(signUp.email_address, signUp.email_verification) ? ["email_address"] : []),
      ...(isUnverified(signUp.phone_number, signUp.phone_verification) ? ["phone_number"] : []),
    ],
  };
}

/** Whoever proved themselves at a provider needs no password. */
function isByProvider({ external_account }: SignUpRow): boolean {
  return external_account !== null && external_account.account !== null;
}

type Verification = SignUpRow["email_verification"];

function isUnverified(given: string | null, verification: Verification): boolean {
  return given !== null && verification?.status !== "verified";
}

/** The attempt as its own browser sees it. */
export function signUpJson(signUp: SignUpRow, context: ResourceContext) {
  return {
    ...backendSignUpJson(signUp, context),
    supported_external_accounts: [],
    has_password: signUp.password_digest !== null,
    external_account_strategy: signUp.external_account?.account?.provider ?? null,
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
      email_address: signUpVerificationJson("email_code", {
        given: signUp.email_address,
        verification: signUp.email_verification,
        now: context.now,
      }),
      phone_number: signUpVerificationJson("phone_code", {
        given: signUp.phone_number,
        verification: signUp.phone_verification,
        now: context.now,
      }),
      web3_wallet: null,
      external_account:
        signUp.external_account === null
          ? null
          : oauthVerificationJson(signUp.external_account.verification, context.now),
    },
    email_address: signUp.email_address,
    phone_number: signUp.phone_number,
    web3_wallet: null,
    username: signUp.username,
    first_name: signUp.first_name,
    last_name: signUp.last_name,
    password_enabled: signUp.password_digest !== null,
    public_metadata: signUp.public_metadata,
    unsafe_metadata: signUp.unsafe_metadata,
    custom_action: false,
    external_id: signUp.external_id,
    external_account: accountJson(signUp),
    created_session_id: signUp.created_session_id,
    created_user_id: signUp.created_user_id,
    locale: signUp.locale,
    legal_accepted_at: signUp.legal_accepted_at,
    abandon_at: signUp.abandon_at,
  } as const;
}

/** Who came from the provider, as far as the app may know it before there is a user. */
function accountJson({ external_account }: SignUpRow) {
  const account = external_account?.account ?? null;
  if (account === null) return null;
  const { approved_scopes: _scopes, ...known } = account;
  return { object: "external_account", ...known } as const;
}

function signUpVerificationJson(
  strategy: "email_code" | "phone_code",
  {
    given,
    verification,
    now,
  }: { readonly given: string | null; readonly verification: Verification; readonly now: number },
) {
  if (given === null) return null;
  if (verification === null) {
    return {
      object: "verification_otp",
      status: "unverified",
      strategy: null,
      attempts: null,
      expire_at: null,
      next_action: "needs_prepare",
      supported_strategies: [strategy],
    } as const;
  }
  return {
    ...verificationJson(verification, now),
    next_action: nextAction(verification, now),
    supported_strategies: [strategy],
  };
}

function nextAction(
  verification: NonNullable<Verification>,
  now: number,
): "" | "needs_attempt" | "needs_prepare" {
  const status = "code" in verification ? currentStatus(verification, now) : verification.status;
  if (status === "verified") return "";
  return status === "unverified" ? "needs_attempt" : "needs_prepare";
}
