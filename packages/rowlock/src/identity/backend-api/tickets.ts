// /v1/sign_in_tokens and /v1/actor_tokens.
import { clerkError } from "../errors/clerk-api-error.ts";
import { ticketJson } from "../resources/ticket.ts";
import { findTicket, setTicketStatus, type TicketRow } from "../store/tickets.ts";
import { createTicket } from "../tickets/create-ticket.ts";
import { type BackendCall, change, lockUser } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

const SIGN_IN_LIFETIME_SECONDS = 2_592_000;
const ACTOR_LIFETIME_SECONDS = 3_600;
const ACTOR_SESSION_SECONDS = 1_800;

export function ticketRoutes(app: BackendApp): void {
  route(app, ["POST", "/sign_in_tokens"], (call) =>
    change(call, async (work) =>
      createTicket(work, {
        kind: "sign_in_token",
        userId: (await lockUser(work, call.form.requireText("user_id"))).id,
        organizationId: call.form.text("org_id") ?? undefined,
        lifetimeSeconds: positive(call, "expires_in_seconds") ?? SIGN_IN_LIFETIME_SECONDS,
      }),
    ),
  );
  route(app, ["POST", "/actor_tokens"], (call) => {
    const actor = call.form.object("actor");
    if (typeof actor?.sub !== "string" || actor.sub === "") {
      throw clerkError("paramMissing", { param: "actor.sub" });
    }
    return change(call, async (work) =>
      createTicket(work, {
        kind: "actor_token",
        userId: (await lockUser(work, call.form.requireText("user_id"))).id,
        actor,
        lifetimeSeconds: positive(call, "expires_in_seconds") ?? ACTOR_LIFETIME_SECONDS,
        sessionMaxSeconds:
          positive(call, "session_max_duration_in_seconds") ?? ACTOR_SESSION_SECONDS,
      }),
    );
  });
  route(app, ["POST", "/sign_in_tokens/:id/revoke"], (call, { id = "" }) =>
    revoke(call, { id, kind: "sign_in_token" }),
  );
  route(app, ["POST", "/actor_tokens/:id/revoke"], (call, { id = "" }) =>
    revoke(call, { id, kind: "actor_token" }),
  );
}

function positive({ form }: BackendCall, param: string): number | undefined {
  const seconds = form.integer(param) ?? undefined;
  if (seconds === undefined || (seconds > 0 && seconds <= 315_360_000)) return seconds;
  throw clerkError("paramValueInvalid", {
    param,
    values: { reason: `${param} must be a positive number of seconds` },
  });
}

function revoke(
  call: BackendCall,
  key: { readonly id: string; readonly kind: TicketRow["kind"] },
): Promise<object> {
  return change(call, async (work) => {
    const ticket = await findTicket(work, key);
    if (ticket === undefined) throw clerkError("resourceNotFound");
    if (ticket.status !== "pending") {
      const name =
        key.kind === "sign_in_token" ? "signInTokenNotRevocable" : "actorTokenNotRevocable";
      throw clerkError(name, { values: { status: ticket.status } });
    }
    await setTicketStatus(work, { id: ticket.id, status: "revoked", now: work.now });
    const revoked: TicketRow = { ...ticket, status: "revoked", updated_at: work.now };
    return ticketJson(revoked, { secret: undefined, now: work.now });
  });
}
