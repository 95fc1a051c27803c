// Clients: a browser as the service knows it, found by the hash of its cookie. The cookie's value is never stored.
import { createHash } from "node:crypto";
import { param, sql } from "../../sql/fragment.ts";
import { number, type Queryable } from "./identity-database.ts";

export interface ClientRow {
  readonly id: string;
  readonly last_active_session_id: string | null;
  readonly last_authentication_strategy: string | null;
  readonly sign_in_id: string | null;
  readonly sign_up_id: string | null;
  readonly cookie_expires_at: number;
  readonly created_at: number;
  /** Moves when somebody signs in or out, and only then: SDKs compare session tokens with it. */
  readonly updated_at: number;
}

/** What is stored of a secret: its SHA-256. Enough for a secret of 256 random bits. */
export function hashSecret(secret: string): Uint8Array {
  return createHash("sha256").update(secret).digest();
}

export async function insertClient(
  database: Queryable,
  client: {
    readonly id: string;
    readonly token: string;
    readonly cookieExpiresAt: number;
    readonly now: number;
  },
): Promise<void> {
  await database.query(sql`
    insert into clients (id, token_hash, cookie_expires_at, created_at, updated_at)
    values (${param(client.id)}, ${param(hashSecret(client.token))}, ${number(client.cookieExpiresAt)},
      ${number(client.now)}, ${number(client.now)})`);
}

export async function findClientByToken(
  database: Queryable,
  token: string,
): Promise<ClientRow | undefined> {
  const [client] = await database.query<ClientRow>(
    sql`select * from clients where token_hash = ${param(hashSecret(token))}`,
  );
  return client;
}

export async function findClient(database: Queryable, id: string): Promise<ClientRow | undefined> {
  const [client] = await database.query<ClientRow>(
    sql`select * from clients where id = ${param(id)}`,
  );
  return client;
}

/** Locks the client for the rest of the transaction, so that two tabs change it one after the other. */
export async function lockClient(database: Queryable, id: string): Promise<ClientRow | undefined> {
  const [client] = await database.query<ClientRow>(
    sql`select * from clients where id = ${param(id)} for update`,
  );
  return client;
}

/** Gives the client a new cookie: what knew the old one is out. */
export async function replaceClientToken(
  database: Queryable,
  change: { readonly id: string; readonly token: string; readonly cookieExpiresAt: number },
): Promise<void> {
  await database.query(sql`
    update clients set token_hash = ${param(hashSecret(change.token))},
      cookie_expires_at = ${number(change.cookieExpiresAt)}
    where id = ${param(change.id)}`);
}

/** Notes who is active now. `signedInOrOut` moves `updated_at`. */
export async function setActiveSession(
  database: Queryable,
  change: {
    readonly id: string;
    readonly sessionId: string | null;
    readonly signedInOrOut: boolean;
    readonly strategy?: string | undefined;
    readonly now: number;
  },
): Promise<void> {
  await database.query(sql`
    update clients set
      last_active_session_id = ${param(change.sessionId)},
      last_authentication_strategy = coalesce(${param(change.strategy ?? null)}, last_authentication_strategy),
      updated_at = case when ${param(String(change.signedInOrOut))}::boolean then ${number(change.now)}::int8 else updated_at end
    where id = ${param(change.id)}`);
}

/** Makes a sign-in the client's current one. */
export async function setClientSignIn(
  database: Queryable,
  change: { readonly id: string; readonly signInId: string },
): Promise<void> {
  await database.query(
    sql`update clients set sign_in_id = ${param(change.signInId)} where id = ${param(change.id)}`,
  );
}

/** Makes a sign-up the client's current one. */
export async function setClientSignUp(
  database: Queryable,
  change: { readonly id: string; readonly signUpId: string },
): Promise<void> {
  await database.query(
    sql`update clients set sign_up_id = ${param(change.signUpId)} where id = ${param(change.id)}`,
  );
}

/** The client has no sign-in under way any more, or no sign-up: an attempt of the other kind takes its place. */
export async function detachAttempt(
  database: Queryable,
  { id, attempt }: { readonly id: string; readonly attempt: "sign_in" | "sign_up" },
): Promise<void> {
  const column = attempt === "sign_in" ? sql`sign_in_id` : sql`sign_up_id`;
  await database.query(sql`update clients set ${column} = null where id = ${param(id)}`);
}

/** The client has neither a sign-in nor a sign-up under way any more. */
export async function clearClientAttempts(database: Queryable, id: string): Promise<void> {
  await database.query(
    sql`update clients set sign_in_id = null, sign_up_id = null where id = ${param(id)}`,
  );
}

export async function listClients(
  database: Queryable,
  page: { readonly limit: number; readonly offset: number },
): Promise<readonly ClientRow[]> {
  return database.query<ClientRow>(sql`
    select * from clients order by created_at desc, id collate "C" desc
    limit ${number(page.limit)} offset ${number(page.offset)}`);
}

export async function countClients(database: Queryable): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    sql`select count(*)::int4 as count from clients`,
  );
  return row?.count ?? 0;
}

export async function deleteClientRow(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from clients where id = ${param(id)}`);
}
