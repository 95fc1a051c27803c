// Users as they are stored, with what identifies them. Reading gives whole users; a change names its
// columns. Wire shapes are made in resources/, rules (who may, what is valid) stand above.
import { identifier, join, param, type Sql, sql } from "../../sql/fragment.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import { readPhoneNumber } from "../phone-number.ts";
import type { CodeVerification } from "../verification/code-verification.ts";
import type { OAuthVerification, ProviderAccount } from "../verification/oauth-verification.ts";
import type { PasskeyVerification } from "../verification/passkey-verification.ts";
import { direction, list, type Ordering, type Page, whereAll } from "./conditions.ts";
import { json, number, only, type Queryable } from "./identity-database.ts";
import { type UserFilter, userConditions } from "./user-filters.ts";

interface Identification {
  readonly id: string;
  readonly user_id: string;
  /** Verified, or reserved for this user: nobody else can have it then. */
  readonly claimed: boolean;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface EmailAddressRow extends Identification {
  readonly email_address: string;
  readonly verification: IdentificationVerification | null;
}

export interface PhoneNumberRow extends Identification {
  readonly verification: IdentificationVerification | null;
  /** In E.164. */
  readonly phone_number: string;
  /** A second factor of its user's, and then no first one. */
  readonly reserved_for_second_factor: boolean;
  /** Where the code of a second factor goes unless another is asked for. */
  readonly default_second_factor: boolean;
}

export interface UserPasskey {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  /** Base64url; null until it is registered. */
  readonly credential_id: string | null;
  /** How often the device says that it signed; 0 where it does not count. */
  readonly counter: number;
  /** How the device is reached, as the browser said. */
  readonly transports: readonly string[];
  readonly verification: PasskeyVerification;
  readonly last_used_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** How an address or a number was or is being verified. `admin`: the Backend API said so. */
export type IdentificationVerification =
  | CodeVerification
  | {
      readonly strategy: "admin" | "ticket" | `from_oauth_${string}`;
      readonly status: "verified";
    };

/** A user's account at a provider of social sign-in; claimed once it was proved. */
export interface ExternalAccountRow extends Identification, ProviderAccount {
  readonly identification_id: string;
  readonly username: string | null;
  readonly verification: OAuthVerification | null;
}

/** The Backend API, or whoever declared the user, says so: nobody was asked. */
export const VERIFIED_BY_ADMIN: IdentificationVerification = {
  strategy: "admin",
  status: "verified",
};

export interface UserRow {
  readonly id: string;
  readonly external_id: string | null;
  readonly username: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly password_digest: string | null;
  readonly password_updated_at: number | null;
  readonly password_compromised: boolean;
  readonly primary_email_address_id: string | null;
  readonly primary_phone_number_id: string | null;
  readonly image_id: string | null;
  readonly public_metadata: JsonObject;
  readonly private_metadata: JsonObject;
  readonly unsafe_metadata: JsonObject;
  readonly banned: boolean;
  readonly locked: boolean;
  /** Null while locked: until somebody unlocks. */
  readonly lockout_expires_at: number | null;
  readonly failed_attempts: number;
  readonly create_organization_enabled: boolean;
  readonly create_organizations_limit: number | null;
  readonly delete_self_enabled: boolean;
  readonly legal_accepted_at: number | null;
  /** An authenticator app is asked for when the user signs in. */
  readonly totp_enabled: boolean;
  readonly backup_code_enabled: boolean;
  readonly mfa_enabled_at: number | null;
  readonly mfa_disabled_at: number | null;
  readonly locale: string | null;
  readonly seed_fingerprint: string | null;
  readonly last_sign_in_at: number | null;
  readonly last_active_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface User extends UserRow {
  readonly email_addresses: readonly EmailAddressRow[];
  readonly phone_numbers: readonly PhoneNumberRow[];
  /** The registered ones. */
  readonly passkeys: readonly UserPasskey[];
  readonly external_accounts: readonly ExternalAccountRow[];
}

/** The columns of a user that can be written; absent ones keep their value or default. */
export type UserColumns = {
  readonly [Column in Exclude<keyof UserRow, "id" | "updated_at">]?: UserRow[Column] | undefined;
};

const emailAddresses = sql`coalesce((
    select jsonb_agg(to_jsonb(e) order by e.created_at, e.id collate "C")
    from email_addresses e where e.user_id = u.id
  ), '[]')`;
const phoneNumbers = sql`coalesce((
    select jsonb_agg(to_jsonb(p) order by p.created_at, p.id collate "C")
    from phone_numbers p where p.user_id = u.id
  ), '[]')`;
const passkeys = sql`coalesce((
    select jsonb_agg(to_jsonb(k) - 'public_key' order by k.created_at, k.id collate "C")
    from passkeys k where k.user_id = u.id and k.credential_id is not null
  ), '[]')`;
const externalAccounts = sql`coalesce((
    select jsonb_agg(to_jsonb(a) order by a.created_at, a.id collate "C")
    from external_accounts a where a.user_id = u.id
  ), '[]')`;

/** A user of `users u` with what belongs to it, as one JSON value. */
export const wholeUser = sql`
  to_jsonb(u) || jsonb_build_object('email_addresses', ${emailAddresses}, 'phone_numbers', ${phoneNumbers},
    'passkeys', ${passkeys}, 'external_accounts', ${externalAccounts})`;

/** Selects whole users from `users u`; what follows (`where`, `order by`) is the caller's. */
function selectUsers(rest: Sql): Sql {
  return sql`
    select u.*, ${emailAddresses} as email_addresses, ${phoneNumbers} as phone_numbers, ${passkeys} as passkeys,
      ${externalAccounts} as external_accounts
    from users u ${rest}`;
}

export async function findUser(database: Queryable, id: string): Promise<User | undefined> {
  const [user] = await database.query<User>(selectUsers(sql`where u.id = ${param(id)}`));
  return user;
}

export async function findUsers(
  database: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, User>> {
  if (ids.length === 0) return new Map();
  const users = await database.query<User>(selectUsers(sql`where u.id = any(${list(ids)})`));
  return new Map(users.map((user) => [user.id, user]));
}

/** Finds by what people type to sign in: a claimed email address in any case, a claimed phone number, or a username. */
export async function findUserByIdentifier(
  database: Queryable,
  text: string,
): Promise<User | undefined> {
  const lower = text.trim().toLowerCase();
  const phone = readPhoneNumber(text);
  const where = lower.includes("@")
    ? sql`where u.id = (select user_id from email_addresses where email_address = ${param(lower)} and claimed)`
    : phone === undefined
      ? sql`where lower(u.username) = ${param(lower)}`
      : sql`where u.id = (select user_id from phone_numbers where phone_number = ${param(phone)} and claimed)`;
  const [user] = await database.query<User>(selectUsers(where));
  return user;
}

/** Locks the user's row for the rest of the transaction, so that changes to one user come one after the other. */
export async function lockUserRow(database: Queryable, id: string): Promise<User | undefined> {
  await database.query(sql`select 1 from users where id = ${param(id)} for update`);
  return findUser(database, id);
}

const JSON_COLUMNS: ReadonlySet<string> = new Set([
  "public_metadata",
  "private_metadata",
  "unsafe_metadata",
]);

function bind(column: string, value: unknown): Sql {
  if (value === null || value === undefined) return param(null);
  return JSON_COLUMNS.has(column) ? json(value) : param(String(value));
}

export async function insertUser(
  database: Queryable,
  user: { readonly id: string; readonly now: number; readonly columns: UserColumns },
): Promise<void> {
  const created_at = user.columns.created_at ?? user.now;
  const columns = { ...user.columns, created_at, id: user.id, updated_at: user.now };
  const entries = Object.entries(columns).filter(([, value]) => value !== undefined);
  const names = join(entries.map(([name]) => identifier(name)));
  const values = join(entries.map(([name, value]) => bind(name, value)));
  await database.query(sql`insert into users (${names}) values (${values})`);
}

/**
 * Writes columns, or none; `updated_at` moves forward unless the change is only traffic (`touch`). Two changes never have
 * the same moment, so whoever is told of both out of order knows which is the later one.
 */
export async function updateUser(
  database: Queryable,
  change: {
    readonly id: string;
    readonly now: number;
    readonly columns: UserColumns;
    readonly touch?: boolean;
  },
): Promise<void> {
  const entries = Object.entries(change.columns).filter(([, value]) => value !== undefined);
  const assignments = [
    ...entries.map(([name, value]) => sql`${identifier(name)} = ${bind(name, value)}`),
    ...(change.touch ? [] : [sql`updated_at = greatest(${number(change.now)}, updated_at + 1)`]),
  ];
  if (assignments.length === 0) return;
  await database.query(sql`update users set ${join(assignments)} where id = ${param(change.id)}`);
}

export async function deleteUserRow(database: Queryable, id: string): Promise<boolean> {
  const rows = await database.query(sql`delete from users where id = ${param(id)} returning id`);
  return rows.length > 0;
}

/** Forgets failed attempts and the lockout that they led to; writes nothing where there is nothing to forget. */
export async function clearFailedAttempts(database: Queryable, id: string): Promise<void> {
  await database.query(sql`
    update users set failed_attempts = 0, locked = false, lockout_expires_at = null
    where id = ${param(id)} and (failed_attempts > 0 or locked)`);
}

/** Counts a failed attempt and gives the count. */
export async function countFailedAttempt(database: Queryable, id: string): Promise<number> {
  const rows = await database.query<{ failed_attempts: number }>(
    sql`update users set failed_attempts = failed_attempts + 1 where id = ${param(id)} returning failed_attempts`,
  );
  return only(rows).failed_attempts;
}

export async function countUsers(database: Queryable, filter: UserFilter): Promise<number> {
  const rows = await database.query<{ count: number }>(
    sql`select count(*)::int4 as count from users u ${whereAll(userConditions(filter))}`,
  );
  return only(rows).count;
}

/** The whole milliseconds of a user's row, for `order by` in a place where names come from outside. */
export const USER_ORDER_COLUMNS = {
  created_at: sql`u.created_at`,
  updated_at: sql`u.updated_at`,
  first_name: sql`u.first_name`,
  last_name: sql`u.last_name`,
  username: sql`u.username`,
  last_active_at: sql`u.last_active_at`,
  last_sign_in_at: sql`u.last_sign_in_at`,
  email_address: sql`(select e.email_address from email_addresses e where e.id = u.primary_email_address_id)`,
} as const;

export type UserOrder = keyof typeof USER_ORDER_COLUMNS;

export function isUserOrder(text: string): text is UserOrder {
  return Object.hasOwn(USER_ORDER_COLUMNS, text);
}

export async function listUsers(
  database: Queryable,
  query: Page & Ordering<UserOrder> & { readonly filter: UserFilter },
): Promise<readonly User[]> {
  const towards = direction(query.descending);
  return database.query<User>(
    selectUsers(sql`${whereAll(userConditions(query.filter))}
      order by ${USER_ORDER_COLUMNS[query.orderBy]} ${towards} nulls last, u.id collate "C" ${towards}
      limit ${number(query.limit)} offset ${number(query.offset)}`),
  );
}

/** Who has a username, in any case of its letters. */
export async function findUsernameOwner(
  database: Queryable,
  username: string,
): Promise<{ readonly id: string } | undefined> {
  const [owner] = await database.query<{ id: string }>(
    sql`select id from users where lower(username) = ${param(username.toLowerCase())}`,
  );
  return owner;
}

/** Who has an external id. */
export async function findExternalIdOwner(
  database: Queryable,
  externalId: string,
): Promise<{ readonly id: string } | undefined> {
  const [owner] = await database.query<{ id: string }>(
    sql`select id from users where external_id = ${param(externalId)}`,
  );
  return owner;
}
