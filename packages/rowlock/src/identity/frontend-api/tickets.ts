// GET /v1/tickets/accept: the address in a mail or a sign-in link. It looks what the ticket is for and sends the
// browser on, to the app's own pages. It uses nothing up: the app's sign-in or sign-up does. As with hosted Clerk, an
// actor token's address signs out whoever is signed in there, for beside them nobody may be impersonated.
import { clerkError } from "../errors/clerk-api-error.ts";
import { findClaimedEmailAddress } from "../store/email-addresses.ts";
import { findInvitationByTicket } from "../store/invitations.ts";
import { findOrganizationInvitationByTicket } from "../store/organization-invitations.ts";
import { findTicketBySecret } from "../store/tickets.ts";
import { signOutOfAll } from "./client.ts";
import type { FrontendCall } from "./frontend-call.ts";
import type { FrontendApp } from "./routes.ts";

export function ticketRoutes(app: FrontendApp): void {
  app.get("/v1/tickets/accept", async (context) => {
    const call = context.get("call");
    const ticket = call.query.requireText("ticket");
    await makeRoomForActor(call, ticket);
    const { redirectUrl, status } = await purposeOf(call, ticket);
    const home = call.instance.settings.current().home_url;
    const target = call.instance.origins.redirectTarget(
      redirectUrl ?? new URL(status === "sign_up" ? "/sign-up" : "/sign-in", home).href,
    );
    if (target === undefined) throw clerkError("ticketInvalid", { param: "ticket" });
    target.searchParams.set("__clerk_ticket", ticket);
    target.searchParams.set("__clerk_status", status);
    return context.redirect(target.href, 303);
  });
}

async function makeRoomForActor(call: FrontendCall, secret: string): Promise<void> {
  const ticket = await findTicketBySecret(call.instance.database, secret);
  if (ticket?.kind !== "actor_token" || ticket.status !== "pending") return;
  if (ticket.expires_at > call.instance.clock()) await signOutOfAll(call);
}

interface TicketPurpose {
  readonly redirectUrl: string | null;
  readonly status: "sign_in" | "sign_up";
}

async function purposeOf({ instance }: FrontendCall, ticket: string): Promise<TicketPurpose> {
  const { database } = instance;
  const invitation =
    (await findOrganizationInvitationByTicket(database, ticket)) ??
    (await findInvitationByTicket(database, ticket));
  if (invitation === undefined) return { redirectUrl: null, status: "sign_in" };
  const owner = await findClaimedEmailAddress(database, invitation.email_address);
  return {
    redirectUrl: invitation.redirect_url,
    status: owner === undefined ? "sign_up" : "sign_in",
  };
}
