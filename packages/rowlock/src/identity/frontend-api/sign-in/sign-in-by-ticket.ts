// Signing in by a ticket: a sign-in token, an actor token (impersonation), or an invitation that a user of the instance
// opens. A ticket works once.

import type { JsonObject } from "../../../tokens/verified-token.ts";
import { type ClerkApiError, clerkError } from "../../errors/clerk-api-error.ts";
import { acceptInvitation } from "../../invitations/accept-invitation.ts";
import { requirePending } from "../../invitations/require-pending.ts";
import { acceptOrganizationInvitation } from "../../organizations/accept-invitation.ts";
import { findClaimedEmailAddress } from "../../store/email-addresses.ts";
import { findInvitationByTicket } from "../../store/invitations.ts";
import { findOrganizationInvitationByTicket } from "../../store/organization-invitations.ts";
import type { SignInRow } from "../../store/sign-ins.ts";
import { setTicketStatus, type TicketRow, takeTicket } from "../../store/tickets.ts";
import { findUser, lockUserRow, type User } from "../../store/users.ts";
import { markVerified } from "../../users/change-emails.ts";
import { requireNotLocked } from "../../users/lockout.ts";
import type { Work } from "../../work.ts";
import { change, type FrontendCall } from "../frontend-call.ts";
import { insertNewSignIn, requireMaySignIn } from "./begin-sign-in.ts";
import { completeSignIn } from "./current-sign-in.ts";

interface TicketGrant {
  readonly user: User;
  readonly identifier: string | null;
  readonly actor: JsonObject | null;
  readonly organizationId: string | null;
  readonly maxAgeSeconds: number | null;
}

export function signInByTicket(call: FrontendCall): Promise<SignInRow> {
  const secret = call.form.requireText("ticket");
  return change(call, async (work) => {
    const client = await call.clientToken.ensure(work);
    const grant = (await grantOfTicket(work, secret)) ?? (await grantOfInvitation(work, secret));
    if (grant === undefined) throw clerkError("ticketInvalid", { param: "ticket" });
    const { user } = grant;
    requireNotLocked(user, work.now);
    await requireMaySignIn(work, { client, user });
    const signIn = await insertNewSignIn(work, {
      client,
      status: "needs_first_factor",
      identifier: grant.identifier,
      user,
      locale: call.form.clearableText("locale", 64) ?? null,
    });
    return completeSignIn(call, {
      work,
      current: { client, signIn, user },
      strategy: "ticket",
      firstFactor: { strategy: "ticket", status: "verified", attempts: 1 },
      actor: grant.actor,
      organizationId: grant.organizationId,
      maxAgeSeconds: grant.maxAgeSeconds,
    });
  });
}

async function grantOfTicket(work: Work, secret: string): Promise<TicketGrant | undefined> {
  const ticket = await takeTicket(work, secret);
  if (ticket === undefined) return undefined;
  const refusal = ticketRefusal(ticket, work.now);
  if (refusal !== undefined) throw refusal;
  const user = await lockUserRow(work, ticket.user_id);
  if (user === undefined) return undefined;
  await setTicketStatus(work, { id: ticket.id, status: "accepted", now: work.now });
  return {
    user,
    identifier: null,
    actor: ticket.actor,
    organizationId: ticket.organization_id,
    maxAgeSeconds: ticket.session_max_seconds,
  };
}

function ticketRefusal(ticket: TicketRow, now: number): ClerkApiError | undefined {
  const sign = ticket.kind === "sign_in_token";
  if (ticket.status === "revoked")
    return clerkError(sign ? "signInTokenRevoked" : "actorTokenRevoked");
  if (ticket.status === "accepted") return clerkError(sign ? "signInTokenUsed" : "actorTokenUsed");
  return ticket.expires_at <= now ? clerkError("ticketExpired") : undefined;
}

async function grantOfInvitation(work: Work, secret: string): Promise<TicketGrant | undefined> {
  const { now } = work;
  const organizational = await findOrganizationInvitationByTicket(work, secret);
  if (organizational !== undefined) {
    requirePending(organizational, { kind: "organization_invitation", now });
    const user = await findInvitedUser(work, organizational.email_address);
    if (user === undefined) throw clerkError("organizationInvitationNoAccount");
    await acceptOrganizationInvitation(work, { id: organizational.id, user });
    return grantTo(user, organizational);
  }
  const invitation = await findInvitationByTicket(work, secret);
  if (invitation === undefined) return undefined;
  requirePending(invitation, { kind: "invitation", now });
  const user = await findInvitedUser(work, invitation.email_address);
  if (user === undefined) throw clerkError("invitationNoAccount");
  const { id, email_address: emailAddress } = invitation;
  // Its metadata is for who signs up by it: a user who is there already keeps their own.
  await acceptInvitation(work, { id, emailAddress });
  return grantTo(user, invitation);
}

function grantTo(
  user: User,
  invitation: { readonly email_address: string; readonly organization_id?: string },
): TicketGrant {
  return {
    user,
    identifier: invitation.email_address,
    actor: null,
    organizationId: invitation.organization_id ?? null,
    maxAgeSeconds: null,
  };
}

/** Who has the invited address, locked. The ticket was sent there, so the address is verified now if it was not. */
async function findInvitedUser(work: Work, emailAddress: string): Promise<User | undefined> {
  const email = await findClaimedEmailAddress(work, emailAddress);
  if (email === undefined) return undefined;
  await lockUserRow(work, email.user_id);
  await markVerified(work, { email, verification: { strategy: "ticket", status: "verified" } });
  return findUser(work, email.user_id);
}
