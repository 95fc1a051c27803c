// Attempts to sign up: what the person gave so far. Nothing of it is a user yet.
import { param, type Sql, sql } from "../../sql/fragment.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import type { OAuthVerification, ProviderAccount } from "../verification/oauth-verification.ts";
import { json, number, numberOrNull, type Queryable } from "./identity-database.ts";
import type { IdentificationVerification } from "./users.ts";

export type SignUpStatus = "missing_requirements" | "complete" | "abandoned";

/** The invitation that a sign-up answers. */
export interface SignUpTicket {
  readonly kind: "invitation" | "organization_invitation";
  readonly id: string;
}

/** The account at a provider that a sign-up comes with, and how it was proved. */
export interface SignUpAccount {
  readonly verification: OAuthVerification;
  /** Null until it was. */
  readonly account: ProviderAccount | null;
}

export interface SignUpRow {
  readonly id: string;
  readonly client_id: string;
  readonly status: SignUpStatus;
  readonly email_address: string | null;
  readonly email_verification: IdentificationVerification | null;
  readonly phone_number: string | null;
  readonly phone_verification: IdentificationVerification | null;
  readonly external_account: SignUpAccount | null;
  readonly username: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly password_digest: string | null;
  readonly public_metadata: JsonObject;
  readonly unsafe_metadata: JsonObject;
  readonly external_id: string | null;
  readonly ticket: SignUpTicket | null;
  readonly locale: string | null;
  readonly legal_accepted_at: number | null;
  readonly created_user_id: string | null;
  readonly created_session_id: string | null;
  readonly abandon_at: number;
  readonly created_at: number;
  readonly updated_at: number;
}

function jsonOrNull(value: unknown): Sql {
  return value === null ? param(null) : json(value);
}

export async function insertSignUp(database: Queryable, signUp: SignUpRow): Promise<void> {
  await database.query(sql`
    insert into sign_ups (id, client_id, status, abandon_at, created_at, updated_at)
    values (${param(signUp.id)}, ${param(signUp.client_id)}, ${param(signUp.status)},
      ${number(signUp.abandon_at)}, ${number(signUp.created_at)}, ${number(signUp.updated_at)})`);
  await saveSignUp(database, signUp);
}

export async function saveSignUp(database: Queryable, signUp: SignUpRow): Promise<void> {
  await database.query(sql`
    update sign_ups set
      status = ${param(signUp.status)},
      email_address = ${param(signUp.email_address)},
      email_verification = ${jsonOrNull(signUp.email_verification)},
      phone_number = ${param(signUp.phone_number)},
      phone_verification = ${jsonOrNull(signUp.phone_verification)},
      external_account = ${jsonOrNull(signUp.external_account)},
      username = ${param(signUp.username)},
      first_name = ${param(signUp.first_name)},
      last_name = ${param(signUp.last_name)},
      password_digest = ${param(signUp.password_digest)},
      public_metadata = ${json(signUp.public_metadata)},
      unsafe_metadata = ${json(signUp.unsafe_metadata)},
      external_id = ${param(signUp.external_id)},
      ticket = ${jsonOrNull(signUp.ticket)},
      locale = ${param(signUp.locale)},
      legal_accepted_at = ${numberOrNull(signUp.legal_accepted_at)},
      created_user_id = ${param(signUp.created_user_id)},
      created_session_id = ${param(signUp.created_session_id)},
      updated_at = ${number(signUp.updated_at)}
    where id = ${param(signUp.id)}`);
}

/** Finds one sign-up of this client; another client's does not exist for it. */
export async function findSignUp(
  database: Queryable,
  key: { readonly id: string; readonly clientId: string; readonly lock?: boolean },
): Promise<SignUpRow | undefined> {
  const lock = key.lock === true ? sql`for update` : sql``;
  const [signUp] = await database.query<SignUpRow>(sql`
    select * from sign_ups where id = ${param(key.id)} and client_id = ${param(key.clientId)} ${lock}`);
  return signUp;
}

/** Finds any sign-up, for the Backend API; locked when it is to be changed, as the browser may be finishing it. */
export async function findAnySignUp(
  database: Queryable,
  { id, lock }: { readonly id: string; readonly lock: boolean },
): Promise<SignUpRow | undefined> {
  const [signUp] = await database.query<SignUpRow>(
    sql`select * from sign_ups where id = ${param(id)} ${lock ? sql`for update` : sql``}`,
  );
  return signUp;
}
