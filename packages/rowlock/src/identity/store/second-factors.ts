// Authenticator apps and backup codes of users. Of a backup code only its hash is stored, and it goes when it is used.
import { param, sql } from "../../sql/fragment.ts";
import { hashSecret } from "./clients.ts";
import { number, numberOrNull, type Queryable } from "./identity-database.ts";

export interface TotpRow {
  readonly id: string;
  readonly user_id: string;
  /** Base32. */
  readonly secret: string;
  readonly verified: boolean;
  /** The newest time step that a code was taken of: none of it or before is taken again. */
  readonly last_step: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export async function findTotp(database: Queryable, userId: string): Promise<TotpRow | undefined> {
  const [totp] = await database.query<TotpRow>(
    sql`select * from totps where user_id = ${param(userId)}`,
  );
  return totp;
}

/** Writes a user's authenticator app in place of the one before. */
export async function saveTotp(database: Queryable, totp: TotpRow): Promise<void> {
  await database.query(sql`
    insert into totps (id, user_id, secret, verified, last_step, created_at, updated_at)
    values (${param(totp.id)}, ${param(totp.user_id)}, ${param(totp.secret)}, ${param(String(totp.verified))},
      ${numberOrNull(totp.last_step)}, ${number(totp.created_at)}, ${number(totp.updated_at)})
    on conflict (user_id) do update set id = excluded.id, secret = excluded.secret, verified = excluded.verified,
      last_step = excluded.last_step, created_at = excluded.created_at, updated_at = excluded.updated_at`);
}

export async function deleteTotp(database: Queryable, userId: string): Promise<void> {
  await database.query(sql`delete from totps where user_id = ${param(userId)}`);
}

function hashOf(userId: string, code: string): Uint8Array {
  return hashSecret(`${userId}:${code}`);
}

/** Puts codes in place of those before. */
export async function replaceBackupCodes(
  database: Queryable,
  change: { readonly userId: string; readonly codes: readonly string[] },
): Promise<void> {
  const { userId } = change;
  await database.query(sql`delete from backup_codes where user_id = ${param(userId)}`);
  for (const code of change.codes) {
    await database.query(sql`
      insert into backup_codes (user_id, code_hash) values (${param(userId)}, ${param(hashOf(userId, code))})
      on conflict do nothing`);
  }
}

/** Uses a code up; false when the user has no such code. */
export async function takeBackupCode(
  database: Queryable,
  key: { readonly userId: string; readonly code: string },
): Promise<boolean> {
  const rows = await database.query(sql`
    delete from backup_codes
    where user_id = ${param(key.userId)} and code_hash = ${param(hashOf(key.userId, key.code))}
    returning user_id`);
  return rows.length > 0;
}
