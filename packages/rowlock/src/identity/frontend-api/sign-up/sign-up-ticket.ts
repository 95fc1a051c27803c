// A sign-up that answers an invitation: its address counts as verified, because the ticket was sent there, and its
// public metadata becomes the user's.
import { clerkError } from "../../errors/clerk-api-error.ts";
import { requirePending } from "../../organizations/accept-invitation.ts";
import { findClaimedEmailAddress } from "../../store/email-addresses.ts";
import { findInvitationByTicket } from "../../store/invitations.ts";
import { findOrganizationInvitationByTicket } from "../../store/organization-invitations.ts";
import type { SignUpRow } from "../../store/sign-ups.ts";
import type { Work } from "../../work.ts";

/** @throws ClerkApiError when the ticket is none, or its invitation is not pending */
export async function applyTicket(
  work: Work,
  { signUp, ticket }: { readonly signUp: SignUpRow; readonly ticket: string | null | undefined },
): Promise<SignUpRow> {
  if (!ticket) return signUp;
  const verified = {
    email_verification: { strategy: "ticket", status: "verified" },
  } as const;
  const invitation = await findInvitationByTicket(work, ticket);
  if (invitation !== undefined) {
    if (invitation.status === "accepted") throw clerkError("invitationAccepted");
    if (invitation.status === "revoked") throw clerkError("invitationRevoked");
    const over = invitation.expires_at !== null && invitation.expires_at <= work.now;
    if (invitation.status === "expired" || over) throw clerkError("ticketExpired");
    if ((await findClaimedEmailAddress(work, invitation.email_address)) !== undefined) {
      throw clerkError("invitationAccountExists");
    }
    return {
      ...signUp,
      ...verified,
      email_address: invitation.email_address,
      public_metadata: invitation.public_metadata,
      ticket: { kind: "invitation", id: invitation.id },
    };
  }
  const organizational = await findOrganizationInvitationByTicket(work, ticket);
  if (organizational === undefined) throw clerkError("ticketInvalid", { param: "ticket" });
  requirePending(organizational, work.now);
  if ((await findClaimedEmailAddress(work, organizational.email_address)) !== undefined) {
    throw clerkError("organizationInvitationAccountExists");
  }
  return {
    ...signUp,
    ...verified,
    email_address: organizational.email_address,
    ticket: { kind: "organization_invitation", id: organizational.id },
  };
}
