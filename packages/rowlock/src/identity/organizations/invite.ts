// Invitations into an organization: made, mailed, revoked. One pending invitation for an address at a time.

import type { JsonObject } from "../../tokens/verified-token.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { sendMail } from "../messages/send-mail.ts";
import { organizationInvitationEventJson } from "../resources/organization.ts";
import type { Queryable } from "../store/identity-database.ts";
import { findMembership } from "../store/memberships.ts";
import {
  expireOrganizationInvitations,
  findOrganizationInvitation,
  findPendingInvitation,
  insertOrganizationInvitation,
  lockOrganizationInvitation,
  type OrganizationInvitation,
  setOrganizationInvitationStatus,
} from "../store/organization-invitations.ts";
import { type CountedOrganization, lockOrganization } from "../store/organizations.ts";
import { findRole } from "../store/roles.ts";
import { findUserByIdentifier } from "../store/users.ts";
import { ticketUrl } from "../tickets/create-ticket.ts";
import type { Work } from "../work.ts";
import { requireOrganization } from "./change-organization.ts";

export interface NewOrganizationInvitation {
  readonly organization: CountedOrganization;
  readonly emailAddress: string;
  readonly role: string;
  readonly inviterUserId: string | null;
  /** The domain by which they came to it, when nobody invited them. */
  readonly domainId?: string | undefined;
  readonly redirectUrl?: string | null | undefined;
  readonly publicMetadata?: JsonObject | undefined;
  readonly privateMetadata?: JsonObject | undefined;
  readonly lifetimeMs: number;
  readonly notify: boolean;
}

export interface SentInvitation {
  readonly invitation: OrganizationInvitation;
  /** The address to open; nobody else is ever told it. */
  readonly url: string;
}

/** @throws ClerkApiError already_a_member_in_organization, duplicate_record */
export async function inviteToOrganization(
  work: Work,
  options: NewOrganizationInvitation,
): Promise<SentInvitation> {
  const { emailAddress } = options;
  await lockOrganization(work, options.organization.id);
  await expireOrganizationInvitations(work, work.now);
  // Counted again now that nobody else adds to it.
  const organization = await requireOrganization(work, options.organization.id);
  await requireInvitable(work, { ...options, organization });
  const ticket = work.newSecret();
  const id = work.newId("organizationInvitation");
  await insertOrganizationInvitation(work, {
    id,
    organization_id: organization.id,
    email_address: emailAddress,
    role: options.role,
    status: "pending",
    inviter_user_id: options.inviterUserId,
    user_id: null,
    redirect_url: options.redirectUrl ?? null,
    domain_id: options.domainId ?? null,
    public_metadata: options.publicMetadata ?? {},
    private_metadata: options.privateMetadata ?? {},
    expires_at: work.now + options.lifetimeMs,
    created_at: work.now,
    updated_at: work.now,
    ticket,
  });
  const invitation = await requireInvitation(work, id);
  const url = ticketUrl(work, ticket);
  if (options.notify) await mailInvitation(work, { invitation, url });
  const { addresses } = work;
  await work.emit("organizationInvitation.created", () =>
    organizationInvitationEventJson(invitation, { addresses, url }),
  );
  return { invitation, url };
}

async function requireInvitable(work: Work, options: NewOrganizationInvitation): Promise<void> {
  const { organization, emailAddress, role } = options;
  if ((await findRole(work, role)) === undefined) {
    throw clerkError("organizationRoleNotFound", { param: "role" });
  }
  const user = await findUserByIdentifier(work, emailAddress);
  const key = { organizationId: organization.id, userId: user?.id ?? "" };
  if (user !== undefined && (await findMembership(work, key)) !== undefined) {
    throw clerkError("alreadyAMember", {
      param: "email_address",
      values: { user: emailAddress },
      meta: { email_addresses: [emailAddress] },
    });
  }
  const pending = { organizationId: organization.id, emailAddress };
  if ((await findPendingInvitation(work, pending)) !== undefined) {
    throw clerkError("duplicateInvitations", {
      param: "email_address",
      values: { emails: emailAddress },
      meta: { email_addresses: [emailAddress] },
    });
  }
  const limit = organization.max_allowed_memberships;
  const taken = organization.members_count + organization.pending_invitations_count;
  if (limit > 0 && taken >= limit) {
    throw clerkError("organizationMembershipQuota", { values: { limit } });
  }
}

async function mailInvitation(work: Work, { invitation, url }: SentInvitation): Promise<void> {
  const { name } = invitation.organization;
  await sendMail(work, {
    to: invitation.email_address,
    slug: "organization_invitation",
    text: url,
    data: { action_url: url, org: { name, role: invitation.role_name } },
  });
}

/** @throws ClerkApiError organization_invitation_not_found */
export async function requireInvitation(
  database: Queryable,
  id: string,
): Promise<OrganizationInvitation> {
  const invitation = await findOrganizationInvitation(database, id);
  if (invitation === undefined)
    throw clerkError("organizationInvitationNotFound", { values: { id } });
  return invitation;
}

/** @throws ClerkApiError organization_invitation_not_found, organization_invitation_not_pending */
export async function revokeOrganizationInvitation(
  work: Work,
  key: { readonly id: string; readonly organizationId: string },
): Promise<OrganizationInvitation> {
  const invitation = await lockOrganizationInvitation(work, key.id);
  if (invitation === undefined || invitation.organization_id !== key.organizationId) {
    throw clerkError("organizationInvitationNotFound", { values: { id: key.id } });
  }
  if (invitation.status !== "pending") throw clerkError("organizationInvitationNotPending");
  await setOrganizationInvitationStatus(work, {
    id: invitation.id,
    status: "revoked",
    now: work.now,
  });
  const revoked = await requireInvitation(work, invitation.id);
  const { addresses } = work;
  await work.emit("organizationInvitation.revoked", () =>
    organizationInvitationEventJson(revoked, { addresses }),
  );
  return revoked;
}
