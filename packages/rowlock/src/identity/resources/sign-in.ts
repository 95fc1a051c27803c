// The wire form of a sign-in attempt: how far it got, and by what it may go on.
import { readPhoneNumber } from "../phone-number.ts";
import type { Settings } from "../settings.ts";
import type { SignInRow } from "../store/sign-ins.ts";
import type { PhoneNumberRow, User } from "../store/users.ts";
import { imageUrl } from "./image-url.ts";
import { maskedEmailAddress, maskedPhoneNumber } from "./masked.ts";
import { supportedSecondFactors } from "./second-factor.ts";
import type { ResourceContext } from "./user.ts";
import { verificationJson } from "./verification.ts";

export interface FirstFactorJson {
  readonly strategy: string;
  readonly email_address_id?: string;
  readonly phone_number_id?: string;
  readonly safe_identifier?: string;
  readonly primary?: boolean;
}

/** The user's numbers whose codes are a first factor. */
export function firstFactorPhones(user: User, settings: Settings): readonly PhoneNumberRow[] {
  if (settings.phone_number === "off") return [];
  return user.phone_numbers.filter(
    ({ claimed, reserved_for_second_factor: reserved }) => claimed && !reserved,
  );
}

/** What the user may prove themselves by. The address or number that was typed is shown; others are masked. */
export function supportedFirstFactors(
  user: User,
  { identifier, settings }: { readonly identifier: string | null; readonly settings: Settings },
): readonly FirstFactorJson[] {
  const typed = identifier?.toLowerCase();
  const typedNumber = readPhoneNumber(identifier ?? "");
  const phones = firstFactorPhones(user, settings).map((phone) => ({
    phone_number_id: phone.id,
    safe_identifier:
      phone.phone_number === typedNumber
        ? phone.phone_number
        : maskedPhoneNumber(phone.phone_number),
    ...(phone.id === user.primary_phone_number_id ? { primary: true } : {}),
  }));
  const addresses = user.email_addresses
    .filter(({ claimed }) => claimed)
    .map((email) => ({
      email_address_id: email.id,
      safe_identifier:
        email.email_address === typed
          ? email.email_address
          : maskedEmailAddress(email.email_address),
      ...(email.id === user.primary_email_address_id ? { primary: true } : {}),
    }));
  const password = user.password_digest !== null && !user.password_compromised;
  const passkey = settings.passkeys.enabled && user.passkeys.length > 0;
  const providers = new Set(
    user.external_accounts
      .filter(({ claimed, provider }) => claimed && settings.social.includes(provider))
      .map(({ provider }) => provider),
  );
  return [
    ...(password ? [{ strategy: "password" }] : []),
    ...(passkey ? [{ strategy: "passkey" }] : []),
    ...addresses.map((address) => ({ strategy: "email_code", ...address })),
    ...phones.map((phone) => ({ strategy: "phone_code", ...phone })),
    ...[...providers].map((strategy) => ({ strategy })),
    ...(user.password_digest === null
      ? []
      : [
          ...addresses.map((address) => ({ strategy: "reset_password_email_code", ...address })),
          ...phones.map((phone) => ({ strategy: "reset_password_phone_code", ...phone })),
        ]),
  ];
}

export function supportedIdentifiers(settings: Settings): readonly string[] {
  return [
    "email_address",
    ...(settings.phone_number === "off" ? [] : ["phone_number"]),
    ...(settings.username === "off" ? [] : ["username"]),
  ];
}

/** Who came from a provider with an address that is to be proved first is asked for a code to it, and for nothing else. */
function factorsOf(
  signIn: SignInRow,
  { user, settings }: ResourceContext & { readonly user: User },
) {
  const factors = supportedFirstFactors(user, { ...signIn, settings });
  const linking = signIn.account_to_link;
  if (linking === null) return factors;
  const email = user.email_addresses.find(
    ({ email_address }) => email_address === linking.email_address,
  );
  return factors.filter(
    ({ strategy, email_address_id }) => strategy === "email_code" && email_address_id === email?.id,
  );
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
      user !== undefined && waiting ? factorsOf(signIn, { ...context, user }) : null,
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
