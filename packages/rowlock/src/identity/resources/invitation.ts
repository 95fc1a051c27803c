// The wire form of an invitation to the application. Its address is shown once, when it is made.
import type { InvitationRow } from "../store/invitations.ts";

export function invitationJson(invitation: InvitationRow, url?: string) {
  return {
    object: "invitation",
    id: invitation.id,
    email_address: invitation.email_address,
    public_metadata: invitation.public_metadata,
    revoked: invitation.status === "revoked",
    status: invitation.status,
    ...(url === undefined ? {} : { url }),
    expires_at: invitation.expires_at,
    created_at: invitation.created_at,
    updated_at: invitation.updated_at,
  } as const;
}
