// The wire form of a sign-in attempt: how far it got, and by what it may go on.
import type { Settings } from "../settings.ts";
import type { SignInRow } from "../store/sign-ins.ts";
import type { User } from "../store/users.ts";
import { imageUrl } from "./image-url.ts";
import { supportedSecondFactors } from "./second-factor.ts";
import type { ResourceContext } from "./user.ts";
import { verificationJson } from "./verification.ts";

export interface FirstFactorJson {
  readonly strategy: string;
  readonly email_address_id?: string;
  readonly safe_identifier?: string;
  readonly primary?: boolean;
}

/** What the user may prove themselves by. The address that was typed is shown; others are masked. */
export function supportedFirstFactors(
  user: User,
  identifier: string | null,
): readonly FirstFactorJson[] {
  const typed = identifier?.toLowerCase();
  const addresses = user.email_addresses
    .filter(({ claimed }) => claimed)
    .map((email) => ({
      email_address_id: email.id,
      safe_identifier:
        email.email_address === typed ? email.email_address : mask(email.email_address),
      ...(email.id === user.primary_email_address_id ? { primary: true } : {}),
    }));
  const password = user.password_digest !== null && !user.password_compromised;
  return [
    ...(password ? [{ strategy: "password" }] : []),
    ...addresses.map((address) => ({ strategy: "email_code", ...address })),
    ...(user.password_digest === null
      ? []
      : addresses.map((address) => ({ strategy: "reset_password_email_code", ...address }))),
  ];
}

function mask(emailAddress: string): string {
  const [local = "", domain = ""] = emailAddress.split("@");
  return `${local.slice(0, 1)}****@${domain}`;
}

export function supportedIdentifiers(settings: Settings): readonly string[] {
  return settings.username === "off" ? ["email_address"] : ["email_address", "username"];
}

export function signInJson(
  signIn: SignInRow,
  { user, ...context }: ResourceContext & { readonly user: User | undefined },
) {
  const { first_factor, second_factor } = signIn;
  const waiting = signIn.status === "needs_first_factor";
  return {
    object: "sign_in_attempt",
    id: signIn.id,
    status: signIn.status,
    supported_identifiers: supportedIdentifiers(context.settings),
    supported_first_factors:
      user !== undefined && waiting ? supportedFirstFactors(user, signIn.identifier) : null,
    supported_second_factors:
      user !== undefined && signIn.status === "needs_second_factor"
        ? supportedSecondFactors(user)
        : null,
    first_factor_verification:
      first_factor === null ? null : verificationJson(first_factor, context.now),
    second_factor_verification:
      second_factor === null ? null : verificationJson(second_factor, context.now),
    identifier: signIn.identifier,
    user_data:
      user === undefined
        ? null
        : {
            first_name: user.first_name,
            last_name: user.last_name,
            image_url: imageUrl({ kind: "user", ...user }, context.addresses),
            has_image: user.image_id !== null,
          },
    created_session_id: signIn.created_session_id,
    abandon_at: signIn.abandon_at,
  } as const;
}
