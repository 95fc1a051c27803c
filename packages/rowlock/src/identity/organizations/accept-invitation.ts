// An invitation becomes a membership: by its own id, once, and only for the user who has the address that was invited.
import { clerkError } from "../errors/clerk-api-error.ts";
import { requirePending } from "../invitations/require-pending.ts";
import { organizationInvitationEventJson } from "../resources/organization.ts";
import {
  lockOrganizationInvitation,
  type OrganizationInvitation,
  setOrganizationInvitationStatus,
} from "../store/organization-invitations.ts";
import type { User } from "../store/users.ts";
import type { Work } from "../work.ts";
import { addMember } from "./add-member.ts";

/** @throws ClerkApiError when the invitation is not this user's, or not pending any more */
export async function acceptOrganizationInvitation(
  work: Work,
  { id, user }: { readonly id: string; readonly user: User },
): Promise<OrganizationInvitation> {
  const invitation = await lockOrganizationInvitation(work, id);
  if (invitation === undefined || !verifiedAddresses(user).includes(invitation.email_address)) {
    throw clerkError("organizationInvitationNotFound", { values: { id } });
  }
  requirePending(invitation, { kind: "organization_invitation", now: work.now });
  await addMember(work, {
    organizationId: invitation.organization_id,
    user,
    role: invitation.role,
    publicMetadata: invitation.public_metadata,
    privateMetadata: invitation.private_metadata,
  });
  await setOrganizationInvitationStatus(work, {
    id,
    status: "accepted",
    userId: user.id,
    now: work.now,
  });
  const accepted: OrganizationInvitation = {
    ...invitation,
    status: "accepted",
    user_id: user.id,
    updated_at: work.now,
  };
  await work.emit("organizationInvitation.accepted", () => ({
    ...organizationInvitationEventJson(accepted, { addresses: work.addresses }),
    user_id: user.id,
  }));
  return accepted;
}

/** The addresses by which a user can be invited: an unverified one might be somebody else's. */
export function verifiedAddresses(user: User): readonly string[] {
  return user.email_addresses
    .filter(({ verification }) => verification?.status === "verified")
    .map(({ email_address }) => email_address);
}
