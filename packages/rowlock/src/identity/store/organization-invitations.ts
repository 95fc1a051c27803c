// Invitations into an organization, sent to an email address. A pending one that ran out reads as expired.
import { param, type Sql, sql } from "../../sql/fragment.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import { hashSecret } from "./clients.ts";
import { list, type Page, when, whereAll } from "./conditions.ts";
import { json, number, numberOrNull, only, type Queryable } from "./identity-database.ts";
import type { CountedOrganization } from "./organizations.ts";
import { type User, wholeUser } from "./users.ts";

export type OrganizationInvitationStatus = "pending" | "accepted" | "revoked" | "expired";

export interface OrganizationInvitationRow {
  readonly id: string;
  readonly organization_id: string;
  readonly email_address: string;
  readonly role: string;
  readonly status: OrganizationInvitationStatus;
  readonly inviter_user_id: string | null;
  /** Who accepted it. */
  readonly user_id: string | null;
  readonly redirect_url: string | null;
  /** The domain by which the invited came to it; null: somebody invited them. */
  readonly domain_id: string | null;
  readonly public_metadata: JsonObject;
  readonly private_metadata: JsonObject;
  readonly expires_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface OrganizationInvitation extends OrganizationInvitationRow {
  readonly role_name: string;
  /** Who sent it; null when nobody is named, or they are gone. */
  readonly inviter: User | null;
  readonly organization: Omit<CountedOrganization, "members_count" | "pending_invitations_count">;
}

function selectInvitations(rest: Sql): Sql {
  return sql`
    select i.*, r.name as role_name, to_jsonb(o) as organization,
      (select ${wholeUser} from users u where u.id = i.inviter_user_id) as inviter
    from organization_invitations i
    join organizations o on o.id = i.organization_id
    join organization_roles r on r.key = i.role ${rest}`;
}

export async function insertOrganizationInvitation(
  database: Queryable,
  invitation: OrganizationInvitationRow & { readonly ticket: string },
): Promise<void> {
  await database.query(sql`
    insert into organization_invitations (id, organization_id, email_address, role, token_hash, status,
      inviter_user_id, redirect_url, domain_id, public_metadata, private_metadata, expires_at, created_at, updated_at)
    values (${param(invitation.id)}, ${param(invitation.organization_id)}, ${param(invitation.email_address)},
      ${param(invitation.role)}, ${param(hashSecret(invitation.ticket))}, ${param(invitation.status)},
      ${param(invitation.inviter_user_id)}, ${param(invitation.redirect_url)}, ${param(invitation.domain_id)},
      ${json(invitation.public_metadata)}, ${json(invitation.private_metadata)},
      ${numberOrNull(invitation.expires_at)}, ${number(invitation.created_at)}, ${number(invitation.updated_at)})`);
}

export async function findOrganizationInvitation(
  database: Queryable,
  id: string,
): Promise<OrganizationInvitation | undefined> {
  const [invitation] = await database.query<OrganizationInvitation>(
    selectInvitations(sql`where i.id = ${param(id)}`),
  );
  return invitation;
}

/** Locks an invitation for the rest of the transaction, so that it is accepted or revoked once. */
export async function lockOrganizationInvitation(
  database: Queryable,
  id: string,
): Promise<OrganizationInvitation | undefined> {
  await database.query(
    sql`select 1 from organization_invitations where id = ${param(id)} for update`,
  );
  return findOrganizationInvitation(database, id);
}

export async function findOrganizationInvitationByTicket(
  database: Queryable,
  ticket: string,
): Promise<OrganizationInvitation | undefined> {
  const [invitation] = await database.query<OrganizationInvitation>(
    selectInvitations(sql`where i.token_hash = ${param(hashSecret(ticket))}`),
  );
  return invitation;
}

export async function setOrganizationInvitationStatus(
  database: Queryable,
  change: {
    readonly id: string;
    readonly status: OrganizationInvitationStatus;
    readonly userId?: string | undefined;
    readonly now: number;
  },
): Promise<void> {
  await database.query(sql`
    update organization_invitations set status = ${param(change.status)},
      user_id = coalesce(${param(change.userId ?? null)}, user_id), updated_at = ${number(change.now)}
    where id = ${param(change.id)}`);
}

/** Notes which pending invitations ran out. */
export async function expireOrganizationInvitations(
  database: Queryable,
  now: number,
): Promise<void> {
  await database.query(sql`
    update organization_invitations set status = 'expired', updated_at = ${number(now)}
    where status = 'pending' and expires_at <= ${number(now)}`);
}

/** Which invitations a list is about; absent parts ask for nothing. */
export interface OrganizationInvitationFilter {
  readonly organizationId?: string | undefined;
  readonly statuses?: readonly string[] | undefined;
  /** In lower case. */
  readonly emailAddresses?: readonly string[] | undefined;
}

/** Newest first. */
export async function listOrganizationInvitations(
  database: Queryable,
  { filter, ...page }: Page & { readonly filter: OrganizationInvitationFilter },
): Promise<{ readonly data: readonly OrganizationInvitation[]; readonly total: number }> {
  const where = whereAll([
    ...when(filter.organizationId, (id) => sql`i.organization_id = ${param(id)}`),
    ...when(filter.statuses, (statuses) => sql`i.status = any(${list(statuses)})`),
    ...when(filter.emailAddresses, (emails) => sql`i.email_address = any(${list(emails)})`),
  ]);
  const data = await database.query<OrganizationInvitation>(
    selectInvitations(sql`${where} order by i.created_at desc, i.id collate "C" desc
      limit ${number(page.limit)} offset ${number(page.offset)}`),
  );
  const counted = await database.query<{ count: number }>(
    sql`select count(*)::int4 as count from organization_invitations i ${where}`,
  );
  return { data, total: only(counted).count };
}

export async function findPendingInvitation(
  database: Queryable,
  key: { readonly organizationId: string; readonly emailAddress: string },
): Promise<OrganizationInvitation | undefined> {
  const [invitation] = await database.query<OrganizationInvitation>(
    selectInvitations(sql`
      where i.organization_id = ${param(key.organizationId)} and i.email_address = ${param(key.emailAddress)}
        and i.status = 'pending'`),
  );
  return invitation;
}
