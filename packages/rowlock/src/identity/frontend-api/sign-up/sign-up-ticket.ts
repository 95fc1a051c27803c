// A sign-up that answers an invitation. Its address is the invited one and no other, verified because the ticket was
// sent there; what the invitation carries is given when the user is made, once, by the invitation's own id.
import type { JsonObject } from "../../../tokens/verified-token.ts";
import { clerkError } from "../../errors/clerk-api-error.ts";
import { acceptInvitation } from "../../invitations/accept-invitation.ts";
import { requirePending } from "../../invitations/require-pending.ts";
import { acceptOrganizationInvitation } from "../../organizations/accept-invitation.ts";
import { findClaimedEmailAddress } from "../../store/email-addresses.ts";
import { findInvitationByTicket } from "../../store/invitations.ts";
import {
  findOrganizationInvitationByTicket,
  lockOrganizationInvitation,
} from "../../store/organization-invitations.ts";
import type { SignUpRow, SignUpTicket } from "../../store/sign-ups.ts";
import { findTicketBySecret } from "../../store/tickets.ts";
import type { User } from "../../store/users.ts";
import type { Work } from "../../work.ts";

/** @throws ClerkApiError when the ticket is none for signing up, or its invitation is not pending */
export async function applyTicket(
  work: Work,
  { signUp, ticket }: { readonly signUp: SignUpRow; readonly ticket: string | null | undefined },
): Promise<SignUpRow> {
  if (!ticket) return signUp;
  const found = await findPurpose(work, ticket);
  if ((await findClaimedEmailAddress(work, found.emailAddress)) !== undefined) {
    throw clerkError(
      found.ticket.kind === "invitation"
        ? "invitationAccountExists"
        : "organizationInvitationAccountExists",
    );
  }
  return {
    ...signUp,
    email_address: found.emailAddress,
    email_verification: { strategy: "ticket", status: "verified" },
    public_metadata: found.publicMetadata,
    ticket: found.ticket,
  };
}

interface TicketPurpose {
  readonly ticket: SignUpTicket;
  readonly emailAddress: string;
  readonly publicMetadata: JsonObject;
}

async function findPurpose(work: Work, ticket: string): Promise<TicketPurpose> {
  const { now } = work;
  const invitation = await findInvitationByTicket(work, ticket);
  if (invitation !== undefined) {
    requirePending(invitation, { kind: "invitation", now });
    return {
      ticket: { kind: "invitation", id: invitation.id },
      emailAddress: invitation.email_address,
      publicMetadata: invitation.public_metadata,
    };
  }
  const organizational = await findOrganizationInvitationByTicket(work, ticket);
  if (organizational !== undefined) {
    requirePending(organizational, { kind: "organization_invitation", now });
    return {
      ticket: { kind: "organization_invitation", id: organizational.id },
      emailAddress: organizational.email_address,
      publicMetadata: {},
    };
  }
  switch ((await findTicketBySecret(work, ticket))?.kind) {
    case "sign_in_token":
      throw clerkError("signInTokenNotInSignIn");
    case "actor_token":
      throw clerkError("actorTokenNotInSignIn");
    case undefined:
      throw clerkError("ticketInvalid", { param: "ticket" });
  }
}

/** @throws ClerkApiError when a sign-up that answers an invitation is to get another address */
export function requireInvitedAddress(signUp: SignUpRow, emailAddress: string | null): void {
  if (signUp.ticket === null || emailAddress === signUp.email_address) return;
  throw clerkError("ticketOfOtherAddress", { param: "email_address" });
}

/**
 * Takes the ticket of a sign-up that is about to make its user: of several at the same time one gets it.
 * Gives the public metadata that comes with it. @throws ClerkApiError
 */
export async function redeemTicket(
  work: Work,
  options: { readonly ticket: SignUpTicket | null; readonly emailAddress: string | null },
): Promise<JsonObject> {
  const { ticket, emailAddress } = options;
  if (ticket === null) return {};
  if (emailAddress === null) throw clerkError("ticketInvalid", { param: "ticket" });
  switch (ticket.kind) {
    case "invitation":
      return (await acceptInvitation(work, { id: ticket.id, emailAddress })).public_metadata;
    case "organization_invitation": {
      const invitation = await lockOrganizationInvitation(work, ticket.id);
      if (invitation === undefined) throw clerkError("ticketInvalid", { param: "ticket" });
      requirePending(invitation, { kind: "organization_invitation", now: work.now });
      return {};
    }
  }
}

/** Makes the new user a member, if the ticket is an organization's. Gives the organization, which becomes active. */
export async function joinByTicket(
  work: Work,
  { ticket, user }: { readonly ticket: SignUpTicket | null; readonly user: User },
): Promise<string | null> {
  if (ticket?.kind !== "organization_invitation") return null;
  const accepted = await acceptOrganizationInvitation(work, { id: ticket.id, user });
  return accepted.organization_id;
}
