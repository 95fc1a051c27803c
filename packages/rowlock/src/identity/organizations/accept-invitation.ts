// An invitation becomes a membership: once, and only for the person who has the address that was invited.
import { clerkError } from "../errors/clerk-api-error.ts";
import { backendOrganizationInvitationJson } from "../resources/organization.ts";
import type { Membership } from "../store/memberships.ts";
import {
  type OrganizationInvitation,
  setOrganizationInvitationStatus,
} from "../store/organization-invitations.ts";
import type { User } from "../store/users.ts";
import type { Work } from "../work.ts";
import { addMember } from "./add-member.ts";

/** @throws ClerkApiError when the invitation is not pending any more */
export async function acceptOrganizationInvitation(
  work: Work,
  { invitation, user }: { readonly invitation: OrganizationInvitation; readonly user: User },
): Promise<Membership> {
  requirePending(invitation, work.now);
  const membership = await addMember(work, {
    organizationId: invitation.organization_id,
    user,
    role: invitation.role,
    publicMetadata: invitation.public_metadata,
    privateMetadata: invitation.private_metadata,
  });
  await setOrganizationInvitationStatus(work, {
    id: invitation.id,
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
  await work.emit("organizationInvitation.accepted", () =>
    backendOrganizationInvitationJson(accepted, { addresses: work.instance.addresses }),
  );
  return membership;
}

export function requirePending(
  invitation: Pick<OrganizationInvitation, "status" | "expires_at">,
  now: number,
): void {
  switch (invitation.status) {
    case "accepted":
      throw clerkError("organizationInvitationAccepted");
    case "revoked":
      throw clerkError("organizationInvitationRevoked");
    case "expired":
      throw clerkError("ticketExpired");
    case "pending":
      if (invitation.expires_at !== null && invitation.expires_at <= now) {
        throw clerkError("ticketExpired");
      }
  }
}
