// The wire form of an email address, the same in both APIs.
import type { EmailAddressRow, User } from "../store/users.ts";
import { type VerificationJson, verificationJson } from "./verification.ts";

export interface EmailAddressJson {
  readonly object: "email_address";
  readonly id: string;
  readonly email_address: string;
  readonly reserved: boolean;
  readonly verification: VerificationJson | null;
  readonly linked_to: readonly { readonly type: string; readonly id: string }[];
  readonly matches_sso_connection: false;
  readonly created_at: number;
  readonly updated_at: number;
}

/** `accounts`: those of the address's user. */
export function emailAddressJson(
  email: EmailAddressRow,
  { now, accounts }: { readonly now: number; readonly accounts: User["external_accounts"] },
): EmailAddressJson {
  const { verification } = email;
  return {
    object: "email_address",
    id: email.id,
    email_address: email.email_address,
    reserved: email.claimed && verification?.status !== "verified",
    verification: verification === null ? null : verificationJson(verification, now),
    linked_to: accounts
      .filter(({ claimed, email_address }) => claimed && email_address === email.email_address)
      .map(({ provider, identification_id }) => ({ type: provider, id: identification_id })),
    matches_sso_connection: false,
    created_at: email.created_at,
    updated_at: email.updated_at,
  };
}
