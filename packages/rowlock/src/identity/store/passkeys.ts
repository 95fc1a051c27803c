// Passkeys of users: the public half of a key that a person's device keeps. A credential belongs to one user only, and
// its row is there without one while it is being registered.
import { param, sql } from "../../sql/fragment.ts";
import type { PasskeyVerification } from "../verification/passkey-verification.ts";
import { json, number, numberOrNull, type Queryable } from "./identity-database.ts";
import type { UserPasskey } from "./users.ts";

export interface PasskeyRow extends UserPasskey {
  /** COSE, as base64url; null until it is registered. */
  readonly public_key: string | null;
}

/** Begins a registration, in place of one that was begun before and never finished. */
export async function insertPasskey(
  database: Queryable,
  passkey: {
    readonly id: string;
    readonly userId: string;
    readonly name: string;
    readonly verification: PasskeyVerification;
    readonly now: number;
  },
): Promise<void> {
  await database.query(
    sql`delete from passkeys where user_id = ${param(passkey.userId)} and credential_id is null`,
  );
  await database.query(sql`
    insert into passkeys (id, user_id, name, verification, created_at, updated_at)
    values (${param(passkey.id)}, ${param(passkey.userId)}, ${param(passkey.name)}, ${json(passkey.verification)},
      ${number(passkey.now)}, ${number(passkey.now)})`);
}

/** One of this user's own, registered or not; somebody else's does not exist. */
export async function findOwnPasskey(
  database: Queryable,
  key: { readonly id: string; readonly userId: string },
): Promise<PasskeyRow | undefined> {
  const [passkey] = await database.query<PasskeyRow>(
    sql`select * from passkeys where id = ${param(key.id)} and user_id = ${param(key.userId)}`,
  );
  return passkey;
}

/** The passkey of a credential. Credentials are matched byte by byte. */
export async function findPasskeyByCredential(
  database: Queryable,
  credentialId: string,
): Promise<PasskeyRow | undefined> {
  const [passkey] = await database.query<PasskeyRow>(
    sql`select * from passkeys where credential_id = ${param(credentialId)}`,
  );
  return passkey;
}

/** Writes everything of a passkey that changes. */
export async function savePasskey(
  database: Queryable,
  { now, ...passkey }: PasskeyRow & { readonly now: number },
): Promise<void> {
  await database.query(sql`
    update passkeys set
      name = ${param(passkey.name)},
      credential_id = ${param(passkey.credential_id)},
      public_key = ${param(passkey.public_key)},
      counter = ${number(passkey.counter)},
      transports = ${json(passkey.transports)},
      verification = ${json(passkey.verification)},
      last_used_at = ${numberOrNull(passkey.last_used_at)},
      updated_at = ${number(now)}
    where id = ${param(passkey.id)}`);
}

/** Notes that a passkey was used, unless it was used otherwise since its counter was read; says whether it was noted. */
export async function countPasskeyUse(
  database: Queryable,
  use: { readonly id: string; readonly from: number; readonly to: number; readonly now: number },
): Promise<boolean> {
  const rows = await database.query(sql`
    update passkeys set counter = ${number(use.to)}, last_used_at = ${number(use.now)}
    where id = ${param(use.id)} and counter = ${number(use.from)}
    returning id`);
  return rows.length > 0;
}

export async function deletePasskeyRow(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from passkeys where id = ${param(id)}`);
}
