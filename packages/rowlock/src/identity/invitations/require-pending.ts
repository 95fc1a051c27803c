// Whether an invitation, of either kind, can still be accepted. Each kind has codes of its own for why not.
import { clerkError } from "../errors/clerk-api-error.ts";

const REFUSALS = {
  invitation: { accepted: "invitationAccepted", revoked: "invitationRevoked" },
  organization_invitation: {
    accepted: "organizationInvitationAccepted",
    revoked: "organizationInvitationRevoked",
  },
} as const;

/** @throws ClerkApiError when it was accepted or revoked, or ran out */
export function requirePending(
  invitation: {
    readonly status: "pending" | "accepted" | "revoked" | "expired";
    readonly expires_at: number | null;
  },
  { kind, now }: { readonly kind: keyof typeof REFUSALS; readonly now: number },
): void {
  const { status, expires_at } = invitation;
  if (status === "accepted" || status === "revoked") throw clerkError(REFUSALS[kind][status]);
  if (status === "expired" || (expires_at !== null && expires_at <= now)) {
    throw clerkError("ticketExpired");
  }
}
