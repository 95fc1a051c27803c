// An invitation to the application is accepted: by its own id, once, and only for the address that was invited.
import { clerkError } from "../errors/clerk-api-error.ts";
import { type InvitationRow, lockInvitation, setInvitationStatus } from "../store/invitations.ts";
import type { Work } from "../work.ts";
import { requirePending } from "./require-pending.ts";

/** @throws ClerkApiError when the invitation is not pending any more, or is another address's */
export async function acceptInvitation(
  work: Work,
  { id, emailAddress }: { readonly id: string; readonly emailAddress: string },
): Promise<InvitationRow> {
  const invitation = await lockInvitation(work, id);
  if (invitation === undefined || invitation.email_address !== emailAddress) {
    throw clerkError("ticketInvalid", { param: "ticket" });
  }
  requirePending(invitation, { kind: "invitation", now: work.now });
  await setInvitationStatus(work, { id, status: "accepted", now: work.now });
  return invitation;
}
