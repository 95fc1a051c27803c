// /v1/client: the browser itself. Reading it makes nothing; signing out of everything keeps the client, destroying it
// does not.
import { clerkError } from "../errors/clerk-api-error.ts";
import { endSession } from "../sessions/end-sessions.ts";
import { clearClientAttempts, deleteClientRow } from "../store/clients.ts";
import { findClientSessions } from "../store/sessions.ts";
import { change as changeWork, type FrontendCall } from "./frontend-call.ts";
import { change, currentClient, type FrontendApp, plain, read, tellClientToken } from "./routes.ts";

export function clientRoutes(app: FrontendApp): void {
  read(app, "/v1/client", currentClient);
  for (const method of ["PUT", "POST"] as const) {
    change(app, [method, "/v1/client"], async (call) => {
      await changeWork(call, (work) => call.clientToken.ensure(work));
      return currentClient(call);
    });
  }
  change(app, ["DELETE", "/v1/client/sessions"], async (call) => {
    await signOutOfAll(call);
    return currentClient(call);
  });
  plain(app, ["DELETE", "/v1/client"], async (call) => {
    const client = await currentClient(call);
    await signOutOfAll(call);
    if (client !== null) await changeWork(call, (work) => deleteClientRow(work, client.id));
    call.clientToken.forget();
    return { response: client === null ? null : { ...client, sessions: [] }, client: null };
  });
  app.get("/v1/client/touch", async (context) => {
    const call = context.get("call");
    const target = call.instance.origins.redirectTarget(context.req.query("redirect_url") ?? "");
    if (target === undefined) {
      throw clerkError("paramValueInvalid", {
        param: "redirect_url",
        values: { reason: "redirect_url must be an address of an allowed origin" },
      });
    }
    const client = call.clientToken.client;
    if (client !== undefined)
      await changeWork(call, (work) => call.clientToken.renew(work, client));
    tellClientToken(context);
    return context.redirect(target.href, 307);
  });
}

export async function signOutOfAll(call: FrontendCall): Promise<void> {
  const client = call.clientToken.client;
  if (client === undefined) return;
  await changeWork(call, async (work) => {
    for (const session of await findClientSessions(work, client.id)) {
      await endSession(work, session, "removed");
    }
    await clearClientAttempts(work, client.id);
  });
}
