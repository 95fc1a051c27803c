// Rowlock's own provider: the people whom it knows, and the codes that it gave out. A code is kept as a hash and good once.
import type { OAuthStrategy } from "../../config/social-providers.ts";
import { param, sql } from "../../sql/fragment.ts";
import { hashSecret } from "./clients.ts";
import { number, type Queryable } from "./identity-database.ts";

export interface SocialPerson {
  readonly provider: OAuthStrategy;
  readonly subject: string;
  readonly email_address: string;
  readonly email_verified: boolean;
  readonly first_name: string;
  readonly last_name: string;
}

const MOST = 50;

/** The provider's people, the newest first, and the seeded users among whom it has not been chosen yet. */
export async function listSocialPeople(
  database: Queryable,
  provider: OAuthStrategy,
): Promise<readonly Omit<SocialPerson, "provider" | "subject">[]> {
  return database.query(sql`
    select email_address, email_verified, first_name, last_name from (
      select email_address, email_verified, first_name, last_name, created_at
      from social_people where provider = ${param(provider)}
      union all
      select e.email_address, true, coalesce(u.first_name, ''), coalesce(u.last_name, ''), u.created_at
      from users u join email_addresses e on e.id = u.primary_email_address_id
      where u.seed_fingerprint is not null and not exists (
        select from social_people p where p.provider = ${param(provider)} and p.email_address = e.email_address)
    ) people
    order by created_at desc, email_address limit ${number(MOST)}`);
}

export async function findSocialPerson(
  database: Queryable,
  key: { readonly provider: OAuthStrategy } & (
    | { readonly subject: string }
    | { readonly emailAddress: string }
  ),
): Promise<SocialPerson | undefined> {
  const which =
    "subject" in key
      ? sql`subject = ${param(key.subject)}`
      : sql`email_address = ${param(key.emailAddress)}`;
  const [person] = await database.query<SocialPerson>(
    sql`select * from social_people where provider = ${param(key.provider)} and ${which}`,
  );
  return person;
}

/** Makes a person, or says anew what is known of them. */
export async function saveSocialPerson(
  database: Queryable,
  { now, ...person }: SocialPerson & { readonly now: number },
): Promise<void> {
  await database.query(sql`
    insert into social_people (provider, subject, email_address, email_verified, first_name, last_name, created_at)
    values (${param(person.provider)}, ${param(person.subject)}, ${param(person.email_address)},
      ${param(String(person.email_verified))}, ${param(person.first_name)}, ${param(person.last_name)}, ${number(now)})
    on conflict (provider, subject) do update set
      email_address = excluded.email_address, email_verified = excluded.email_verified,
      first_name = excluded.first_name, last_name = excluded.last_name`);
}

export interface SocialCode {
  readonly provider: OAuthStrategy;
  readonly subject: string;
  readonly redirect_uri: string;
  readonly code_challenge: string;
  readonly scopes: string;
  readonly expires_at: number;
}

export async function insertSocialCode(
  database: Queryable,
  { code, now, ...row }: SocialCode & { readonly code: string; readonly now: number },
): Promise<void> {
  await database.query(sql`delete from social_codes where expires_at <= ${number(now)}`);
  await database.query(sql`
    insert into social_codes (code_hash, provider, subject, redirect_uri, code_challenge, scopes, expires_at)
    values (${param(hashSecret(code))}, ${param(row.provider)}, ${param(row.subject)}, ${param(row.redirect_uri)},
      ${param(row.code_challenge)}, ${param(row.scopes)}, ${number(row.expires_at)})`);
}

/** Takes a code out: whoever brings it again, with whatever beside it, finds nothing. */
export async function takeSocialCode(
  database: Queryable,
  { code, now }: { readonly code: string; readonly now: number },
): Promise<SocialCode | undefined> {
  const [row] = await database.query<SocialCode>(
    sql`delete from social_codes where code_hash = ${param(hashSecret(code))} returning *`,
  );
  return row !== undefined && row.expires_at > now ? row : undefined;
}
