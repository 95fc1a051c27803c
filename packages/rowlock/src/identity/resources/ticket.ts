// The wire forms of sign-in tokens and actor tokens. The secret is shown once, when the token is made.
import type { TicketRow } from "../store/tickets.ts";

export interface TicketSecret {
  readonly token: string;
  readonly url: string;
}

export function ticketJson(
  ticket: TicketRow,
  { secret, now }: { readonly secret: TicketSecret | undefined; readonly now: number },
) {
  const over = ticket.status === "pending" && ticket.expires_at <= now;
  return {
    object: ticket.kind,
    id: ticket.id,
    user_id: ticket.user_id,
    status: over ? "expired" : ticket.status,
    ...(ticket.kind === "actor_token" ? { actor: ticket.actor } : {}),
    ...(secret === undefined ? {} : { token: secret.token, url: secret.url }),
    created_at: ticket.created_at,
    updated_at: ticket.updated_at,
  } as const;
}
