// Invitations to the application, sent to an email address. A pending one that ran out reads as expired.
import { param, sql } from "../../sql/fragment.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import { hashSecret } from "./clients.ts";
import { containing, direction, type Ordering, type Page, when, whereAll } from "./conditions.ts";
import { json, number, numberOrNull, only, type Queryable } from "./identity-database.ts";

export interface InvitationRow {
  readonly id: string;
  readonly email_address: string;
  readonly status: "pending" | "accepted" | "revoked" | "expired";
  readonly public_metadata: JsonObject;
  readonly redirect_url: string | null;
  readonly expires_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export async function insertInvitation(
  database: Queryable,
  invitation: InvitationRow & { readonly ticket: string },
): Promise<void> {
  await database.query(sql`
    insert into invitations (id, email_address, token_hash, status, public_metadata, redirect_url, expires_at,
      created_at, updated_at)
    values (${param(invitation.id)}, ${param(invitation.email_address)}, ${param(hashSecret(invitation.ticket))},
      ${param(invitation.status)}, ${json(invitation.public_metadata)}, ${param(invitation.redirect_url)},
      ${numberOrNull(invitation.expires_at)}, ${number(invitation.created_at)}, ${number(invitation.updated_at)})`);
}

/** Finds an invitation and locks it, so that it is accepted or revoked once. */
export async function lockInvitation(
  database: Queryable,
  id: string,
): Promise<InvitationRow | undefined> {
  const [invitation] = await database.query<InvitationRow>(
    sql`select * from invitations where id = ${param(id)} for update`,
  );
  return invitation;
}

export async function findInvitationByTicket(
  database: Queryable,
  ticket: string,
): Promise<InvitationRow | undefined> {
  const [invitation] = await database.query<InvitationRow>(
    sql`select * from invitations where token_hash = ${param(hashSecret(ticket))}`,
  );
  return invitation;
}

/** Makes invitations come one after the other until the transaction ends: two would else pass one check together. */
export async function lockInvitations(database: Queryable): Promise<void> {
  await database.query(sql`lock table invitations in share row exclusive mode`);
}

export async function findPendingInvitations(
  database: Queryable,
  emailAddress: string,
): Promise<readonly InvitationRow[]> {
  return database.query<InvitationRow>(
    sql`select * from invitations where email_address = ${param(emailAddress)} and status = 'pending'`,
  );
}

export async function setInvitationStatus(
  database: Queryable,
  change: { readonly id: string; readonly status: InvitationRow["status"]; readonly now: number },
): Promise<void> {
  await database.query(sql`
    update invitations set status = ${param(change.status)}, updated_at = ${number(change.now)}
    where id = ${param(change.id)}`);
}

export async function deleteInvitationRow(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from invitations where id = ${param(id)}`);
}

/** Notes which pending invitations ran out. */
export async function expireInvitations(database: Queryable, now: number): Promise<void> {
  await database.query(sql`
    update invitations set status = 'expired', updated_at = ${number(now)}
    where status = 'pending' and expires_at <= ${number(now)}`);
}

const ORDER = {
  created_at: sql`created_at`,
  email_address: sql`email_address`,
  expires_at: sql`expires_at`,
} as const;

export type InvitationOrder = keyof typeof ORDER;

export function isInvitationOrder(text: string): text is InvitationOrder {
  return Object.hasOwn(ORDER, text);
}

export interface InvitationFilter {
  /** Absent: all but the revoked ones. */
  readonly status?: string | undefined;
  /** An id, or a part of an address. */
  readonly text?: string | undefined;
}

export async function listInvitations(
  database: Queryable,
  query: Page & Ordering<InvitationOrder> & { readonly filter: InvitationFilter },
): Promise<{ readonly data: readonly InvitationRow[]; readonly total: number }> {
  const { status, text } = query.filter;
  const where = whereAll([
    status === undefined ? sql`status <> 'revoked'` : sql`status = ${param(status)}`,
    ...when(text, (part) => sql`(id = ${param(part)} or email_address ilike ${containing(part)})`),
  ]);
  const towards = direction(query.descending);
  const data = await database.query<InvitationRow>(sql`
    select * from invitations ${where} order by ${ORDER[query.orderBy]} ${towards}, id collate "C" ${towards}
    limit ${number(query.limit)} offset ${number(query.offset)}`);
  const counted = await database.query<{ count: number }>(
    sql`select count(*)::int4 as count from invitations ${where}`,
  );
  return { data, total: only(counted).count };
}
