// What is under way between here and a provider: each state is random, kept as a hash, good once and for ten minutes, and
// belongs to one attempt of one client. And the nonces by which native apps come to their new client token.

import type { OAuthStrategy } from "../../config/social-providers.ts";
import { param, sql } from "../../sql/fragment.ts";
import { hashSecret } from "./clients.ts";
import { json, number, type Queryable } from "./identity-database.ts";

/** The attempt that a state belongs to. */
export type OAuthPurpose =
  | { readonly kind: "sign_in" | "sign_up"; readonly id: string }
  | { readonly kind: "external_account"; readonly id: string; readonly sessionId: string };

export interface OAuthState {
  readonly client_id: string;
  /** The client is an app on a device: the browser that comes back has no cookie of it. */
  readonly native: boolean;
  readonly purpose: OAuthPurpose;
  readonly provider: OAuthStrategy;
  /** PKCE, RFC 7636. */
  readonly code_verifier: string;
  /** The address that the provider sends back to. */
  readonly redirect_uri: string;
  /** Where the browser goes from there, unless the attempt is complete. */
  readonly redirect_url: string;
  /** Where it goes when a session was made. */
  readonly complete_url: string;
  readonly expires_at: number;
}

/** Keeps a state in place of those that the same attempt had before. */
export async function insertOAuthState(
  database: Queryable,
  { state, now, ...row }: OAuthState & { readonly state: string; readonly now: number },
): Promise<void> {
  await database.query(sql`
    delete from oauth_states
    where expires_at <= ${number(now)} or (client_id = ${param(row.client_id)} and purpose ->> 'id' = ${param(row.purpose.id)})`);
  await database.query(sql`
    insert into oauth_states (state_hash, client_id, native, purpose, provider, code_verifier, redirect_uri, redirect_url,
      complete_url, expires_at)
    values (${param(hashSecret(state))}, ${param(row.client_id)}, ${param(String(row.native))}, ${json(row.purpose)},
      ${param(row.provider)}, ${param(row.code_verifier)}, ${param(row.redirect_uri)}, ${param(row.redirect_url)},
      ${param(row.complete_url)}, ${number(row.expires_at)})`);
}

/** Takes a state out, for its own client alone: a second call, and anybody else's, finds nothing. */
export async function takeOAuthState(
  database: Queryable,
  key: { readonly state: string; readonly clientId: string | undefined; readonly now: number },
): Promise<OAuthState | undefined> {
  const [row] = await database.query<OAuthState>(sql`
    delete from oauth_states
    where state_hash = ${param(hashSecret(key.state))} and (native or client_id = ${param(key.clientId ?? "")})
    returning *`);
  return row !== undefined && row.expires_at > key.now ? row : undefined;
}

/** Whether a provider's page was asked for by this service, and which provider's. */
export async function findPendingProvider(
  database: Queryable,
  key: { readonly state: string; readonly now: number },
): Promise<OAuthStrategy | undefined> {
  const [row] = await database.query<{ provider: OAuthStrategy }>(sql`
    select provider from oauth_states
    where state_hash = ${param(hashSecret(key.state))} and expires_at > ${number(key.now)}`);
  return row?.provider;
}

const NONCE_LIFETIME_MS = 60_000;

/** Who knows the client's present token and this nonce may have its next token, for a minute. */
export async function insertRotatingNonce(
  database: Queryable,
  row: { readonly nonce: string; readonly clientId: string; readonly now: number },
): Promise<void> {
  await database.query(sql`delete from rotating_nonces where expires_at <= ${number(row.now)}`);
  await database.query(sql`
    insert into rotating_nonces (nonce_hash, client_id, old_token_hash, expires_at)
    select ${param(hashSecret(row.nonce))}, id, token_hash, ${number(row.now + NONCE_LIFETIME_MS)}::int8
    from clients where id = ${param(row.clientId)}`);
}

/** Gives the client whose old token and nonce these are; once. */
export async function takeRotatingNonce(
  database: Queryable,
  key: { readonly nonce: string; readonly oldToken: string; readonly now: number },
): Promise<string | undefined> {
  const [row] = await database.query<{ client_id: string; expires_at: number }>(sql`
    delete from rotating_nonces
    where nonce_hash = ${param(hashSecret(key.nonce))} and old_token_hash = ${param(hashSecret(key.oldToken))}
    returning client_id, expires_at`);
  return row !== undefined && row.expires_at > key.now ? row.client_id : undefined;
}
