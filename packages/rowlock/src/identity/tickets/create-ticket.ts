// A new ticket that signs a user in once, and the address at which the app's sign-in page takes it.

import type { JsonObject } from "../../tokens/verified-token.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { type TicketSecret, ticketJson } from "../resources/ticket.ts";
import { findMembership } from "../store/memberships.ts";
import { findOrganization } from "../store/organizations.ts";
import { insertTicket, type TicketRow } from "../store/tickets.ts";
import type { Work } from "../work.ts";

export interface NewTicket {
  readonly kind: TicketRow["kind"];
  readonly userId: string;
  readonly lifetimeSeconds: number;
  readonly actor?: JsonObject | undefined;
  readonly organizationId?: string | undefined;
  readonly sessionMaxSeconds?: number | undefined;
}

/** @throws ClerkApiError when the user is no member of the organization */
export async function createTicket(work: Work, options: NewTicket) {
  const organizationId = await memberOrganization(work, options);
  const token = work.newSecret();
  const ticket: TicketRow = {
    id: work.newId(options.kind === "sign_in_token" ? "signInToken" : "actorToken"),
    kind: options.kind,
    user_id: options.userId,
    status: "pending",
    actor: options.actor ?? null,
    organization_id: organizationId,
    session_max_seconds: options.sessionMaxSeconds ?? null,
    expires_at: work.now + options.lifetimeSeconds * 1000,
    created_at: work.now,
    updated_at: work.now,
  };
  await insertTicket(work, { ...ticket, token });
  const secret: TicketSecret = { token, url: ticketUrl(work, token) };
  return ticketJson(ticket, { secret, now: work.now });
}

async function memberOrganization(
  work: Work,
  { organizationId, userId }: NewTicket,
): Promise<string | null> {
  if (organizationId === undefined) return null;
  const organization = await findOrganization(work, organizationId);
  if (organization === undefined) throw clerkError("organizationNotFound", { param: "org_id" });
  const membership = await findMembership(work, { organizationId: organization.id, userId });
  if (membership === undefined) throw clerkError("notAMember", { param: "org_id" });
  return organization.id;
}

/** Where a ticket is opened: the service looks what it is for and sends the browser to the app. */
export function ticketUrl(work: Work, ticket: string): string {
  return `${work.addresses.app}/v1/tickets/accept?ticket=${encodeURIComponent(ticket)}`;
}
