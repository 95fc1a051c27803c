// Handshake payloads that wait to be fetched: once, within a minute, by who knows the nonce.
import { param, sql } from "../../sql/fragment.ts";
import { hashSecret } from "./clients.ts";
import { json, number, type Queryable } from "./identity-database.ts";

export async function insertHandshake(
  database: Queryable,
  handshake: {
    readonly nonce: string;
    readonly directives: readonly string[];
    readonly expiresAt: number;
    readonly now: number;
  },
): Promise<void> {
  await database.query(sql`delete from handshakes where expires_at <= ${number(handshake.now)}`);
  await database.query(sql`
    insert into handshakes (nonce_hash, directives, expires_at)
    values (${param(hashSecret(handshake.nonce))}, ${json(handshake.directives)}, ${number(handshake.expiresAt)})`);
}

/** Takes the payload out: a second call finds nothing. */
export async function takeHandshake(
  database: Queryable,
  key: { readonly nonce: string; readonly now: number },
): Promise<readonly string[] | undefined> {
  const [handshake] = await database.query<{ directives: readonly string[]; expires_at: number }>(
    sql`delete from handshakes where nonce_hash = ${param(hashSecret(key.nonce))} returning directives, expires_at`,
  );
  return handshake !== undefined && handshake.expires_at > key.now
    ? handshake.directives
    : undefined;
}
