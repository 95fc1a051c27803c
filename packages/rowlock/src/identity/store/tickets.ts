// Sign-in tokens and actor tokens: tickets that sign a user in once. Only their hashes are stored.
import { param, sql } from "../../sql/fragment.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import { hashSecret } from "./clients.ts";
import { json, number, numberOrNull, type Queryable } from "./identity-database.ts";

export interface TicketRow {
  readonly id: string;
  readonly kind: "sign_in_token" | "actor_token";
  readonly user_id: string;
  readonly status: "pending" | "accepted" | "revoked";
  readonly actor: JsonObject | null;
  readonly organization_id: string | null;
  readonly session_max_seconds: number | null;
  readonly expires_at: number;
  readonly created_at: number;
  readonly updated_at: number;
}

export async function insertTicket(
  database: Queryable,
  ticket: TicketRow & { readonly token: string },
): Promise<void> {
  await database.query(sql`
    insert into tickets (id, kind, user_id, token_hash, status, actor, organization_id, session_max_seconds,
      expires_at, created_at, updated_at)
    values (${param(ticket.id)}, ${param(ticket.kind)}, ${param(ticket.user_id)},
      ${param(hashSecret(ticket.token))}, ${param(ticket.status)},
      ${ticket.actor === null ? param(null) : json(ticket.actor)}, ${param(ticket.organization_id)},
      ${numberOrNull(ticket.session_max_seconds)}, ${number(ticket.expires_at)}, ${number(ticket.created_at)},
      ${number(ticket.updated_at)})`);
}

export async function findTicket(
  database: Queryable,
  key: { readonly id: string; readonly kind: TicketRow["kind"] },
): Promise<TicketRow | undefined> {
  const [ticket] = await database.query<TicketRow>(
    sql`select * from tickets where id = ${param(key.id)} and kind = ${param(key.kind)} for update`,
  );
  return ticket;
}

/** Finds a ticket by its secret, only to look at it. */
export async function findTicketBySecret(
  database: Queryable,
  token: string,
): Promise<TicketRow | undefined> {
  const [ticket] = await database.query<TicketRow>(
    sql`select * from tickets where token_hash = ${param(hashSecret(token))}`,
  );
  return ticket;
}

/** Finds a ticket by its secret and locks it, so that it is used once. */
export async function takeTicket(
  database: Queryable,
  token: string,
): Promise<TicketRow | undefined> {
  const [ticket] = await database.query<TicketRow>(
    sql`select * from tickets where token_hash = ${param(hashSecret(token))} for update`,
  );
  return ticket;
}

export async function setTicketStatus(
  database: Queryable,
  change: { readonly id: string; readonly status: TicketRow["status"]; readonly now: number },
): Promise<void> {
  await database.query(sql`
    update tickets set status = ${param(change.status)}, updated_at = ${number(change.now)}
    where id = ${param(change.id)}`);
}
