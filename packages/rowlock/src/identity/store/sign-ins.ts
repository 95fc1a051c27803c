// Attempts to sign in, one at a time per client: who it is about and how far it got.
import { param, sql } from "../../sql/fragment.ts";
import type { CodeVerification } from "../verification/code-verification.ts";
import type { OAuthVerification, ProviderAccount } from "../verification/oauth-verification.ts";
import type { PasskeyVerification } from "../verification/passkey-verification.ts";
import { json, number, type Queryable } from "./identity-database.ts";

export type SignInStatus =
  | "needs_identifier"
  | "needs_first_factor"
  | "needs_second_factor"
  | "needs_new_password"
  | "complete"
  | "abandoned";

/** What proves the first factor, so far. */
export type FirstFactor =
  | CodeVerification
  | PasskeyVerification
  | OAuthVerification
  | {
      readonly strategy: "password" | "ticket" | "reset_password";
      readonly status: "unverified" | "verified";
      readonly attempts: number;
    };

/** What proves the second factor, so far: only a code by SMS is something before it is right. */
export type SecondFactor =
  | CodeVerification
  | {
      readonly strategy: "totp" | "backup_code";
      readonly status: "verified";
      readonly attempts: number;
    };

/** What a sign-in gives when it is done, kept while the second factor is waited for. */
export interface SignInGrant {
  readonly strategy: string;
  readonly organizationId: string | null;
  readonly maxAgeSeconds: number | null;
}

export interface SignInRow {
  readonly id: string;
  readonly client_id: string;
  readonly status: SignInStatus;
  readonly identifier: string | null;
  readonly user_id: string | null;
  readonly first_factor: FirstFactor | null;
  readonly second_factor: SecondFactor | null;
  readonly grant_after: SignInGrant | null;
  /** Who came from a provider, linked to the user once a code proved that the address is theirs. */
  readonly account_to_link: ProviderAccount | null;
  readonly created_session_id: string | null;
  readonly locale: string | null;
  readonly abandon_at: number;
  readonly created_at: number;
  readonly updated_at: number;
}

export async function insertSignIn(database: Queryable, signIn: SignInRow): Promise<void> {
  await database.query(sql`
    insert into sign_ins (id, client_id, status, identifier, user_id, first_factor, created_session_id, locale,
      abandon_at, created_at, updated_at)
    values (${param(signIn.id)}, ${param(signIn.client_id)}, ${param(signIn.status)}, ${param(signIn.identifier)},
      ${param(signIn.user_id)}, ${signIn.first_factor === null ? param(null) : json(signIn.first_factor)},
      ${param(signIn.created_session_id)}, ${param(signIn.locale)}, ${number(signIn.abandon_at)},
      ${number(signIn.created_at)}, ${number(signIn.updated_at)})`);
}

/** Finds one sign-in of this client; another client's does not exist for it. */
export async function findSignIn(
  database: Queryable,
  key: { readonly id: string; readonly clientId: string; readonly lock?: boolean },
): Promise<SignInRow | undefined> {
  const lock = key.lock === true ? sql`for update` : sql``;
  const [signIn] = await database.query<SignInRow>(sql`
    select * from sign_ins where id = ${param(key.id)} and client_id = ${param(key.clientId)} ${lock}`);
  return signIn;
}

export async function saveSignIn(database: Queryable, signIn: SignInRow): Promise<void> {
  await database.query(sql`
    update sign_ins set status = ${param(signIn.status)}, identifier = ${param(signIn.identifier)},
      user_id = ${param(signIn.user_id)},
      first_factor = ${signIn.first_factor === null ? param(null) : json(signIn.first_factor)},
      second_factor = ${signIn.second_factor === null ? param(null) : json(signIn.second_factor)},
      grant_after = ${signIn.grant_after === null ? param(null) : json(signIn.grant_after)},
      account_to_link = ${signIn.account_to_link === null ? param(null) : json(signIn.account_to_link)},
      created_session_id = ${param(signIn.created_session_id)}, updated_at = ${number(signIn.updated_at)}
    where id = ${param(signIn.id)}`);
}
