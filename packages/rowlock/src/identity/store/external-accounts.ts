// Accounts of users at providers of social sign-in. One that is claimed was proved, and is one user's only. What the provider
// gave to ask it with is kept in a table of its own.
import { param, sql } from "../../sql/fragment.ts";
import { json, number, type Queryable } from "./identity-database.ts";
import type { ExternalAccountRow } from "./users.ts";

export async function insertExternalAccount(
  database: Queryable,
  account: ExternalAccountRow,
): Promise<void> {
  await database.query(sql`
    insert into external_accounts (id, identification_id, user_id, provider, created_at, updated_at)
    values (${param(account.id)}, ${param(account.identification_id)}, ${param(account.user_id)},
      ${param(account.provider)}, ${number(account.created_at)}, ${number(account.updated_at)})`);
  await saveExternalAccount(database, account);
}

/** Writes everything of an account that changes. */
export async function saveExternalAccount(
  database: Queryable,
  account: ExternalAccountRow,
): Promise<void> {
  const { verification } = account;
  await database.query(sql`
    update external_accounts set
      provider_user_id = ${param(account.provider_user_id)},
      claimed = ${param(String(account.claimed))},
      email_address = ${param(account.email_address)},
      email_address_verified = ${param(String(account.email_address_verified))},
      first_name = ${param(account.first_name)},
      last_name = ${param(account.last_name)},
      username = ${param(account.username)},
      approved_scopes = ${param(account.approved_scopes)},
      verification = ${verification === null ? param(null) : json(verification)},
      updated_at = ${number(account.updated_at)}
    where id = ${param(account.id)}`);
}

export async function findExternalAccount(
  database: Queryable,
  id: string,
): Promise<ExternalAccountRow | undefined> {
  const [account] = await database.query<ExternalAccountRow>(
    sql`select * from external_accounts where id = ${param(id)}`,
  );
  return account;
}

/** Whose account it is that somebody proved at a provider. */
export async function findClaimedAccount(
  database: Queryable,
  key: { readonly provider: string; readonly provider_user_id: string },
): Promise<ExternalAccountRow | undefined> {
  const [account] = await database.query<ExternalAccountRow>(sql`
    select * from external_accounts
    where provider = ${param(key.provider)} and provider_user_id = ${param(key.provider_user_id)} and claimed`);
  return account;
}

export async function deleteExternalAccountRow(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from external_accounts where id = ${param(id)}`);
}

export interface AccountToken {
  readonly external_account_id: string;
  readonly access_token: string;
  readonly expires_at: number;
}

export async function saveAccountToken(database: Queryable, token: AccountToken): Promise<void> {
  await database.query(sql`
    insert into external_account_tokens (external_account_id, access_token, expires_at)
    values (${param(token.external_account_id)}, ${param(token.access_token)}, ${number(token.expires_at)})
    on conflict (external_account_id) do update set
      access_token = excluded.access_token, expires_at = excluded.expires_at`);
}

export async function findAccountToken(
  database: Queryable,
  externalAccountId: string,
): Promise<AccountToken | undefined> {
  const [token] = await database.query<AccountToken>(
    sql`select * from external_account_tokens where external_account_id = ${param(externalAccountId)}`,
  );
  return token;
}

export async function deleteAccountToken(
  database: Queryable,
  externalAccountId: string,
): Promise<void> {
  await database.query(
    sql`delete from external_account_tokens where external_account_id = ${param(externalAccountId)}`,
  );
}
