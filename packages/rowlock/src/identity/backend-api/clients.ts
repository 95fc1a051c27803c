// /v1/clients: browsers, and the payload of a handshake for the app's server.

import { clerkError } from "../errors/clerk-api-error.ts";
import { pageJson } from "../resources/page.ts";
import { backendSessionJson } from "../resources/session.ts";
import { parseSessionToken } from "../sessions/parse-session-token.ts";
import { type ClientRow, countClients, findClient, listClients } from "../store/clients.ts";
import { takeHandshake } from "../store/handshakes.ts";
import { findClientSessions, findSession } from "../store/sessions.ts";
import { type BackendCall, contextOf, pageOf } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

export function clientRoutes(app: BackendApp): void {
  route(app, ["GET", "/clients"], async (call) => {
    const { database } = call.instance;
    const clients = await listClients(database, pageOf(call));
    const data = await Promise.all(clients.map((client) => show(call, client)));
    return call.query.flag("paginated") === true
      ? pageJson(data, await countClients(database))
      : data;
  });
  route(app, ["GET", "/clients/handshake_payload"], async (call) => {
    const nonce = call.query.requireText("nonce");
    const { database, clock } = call.instance;
    const directives = await takeHandshake(database, { nonce, now: clock() });
    if (directives === undefined) throw clerkError("resourceNotFound");
    return { directives };
  });
  route(app, ["POST", "/clients/verify"], async (call) => {
    const sessionId = await parseSessionToken(call.instance, call.form.requireText("token"));
    const session =
      sessionId === undefined ? undefined : await findSession(call.instance.database, sessionId);
    if (session === undefined) throw clerkError("authenticationInvalid");
    return show(call, await requireClient(call, session.client_id));
  });
  route(app, ["GET", "/clients/:id"], async (call, { id = "" }) =>
    show(call, await requireClient(call, id)),
  );
}

async function requireClient(call: BackendCall, id: string): Promise<ClientRow> {
  const client = await findClient(call.instance.database, id);
  if (client === undefined) throw clerkError("clientNotFound", { values: { id } });
  return client;
}

async function show(call: BackendCall, client: ClientRow) {
  const sessions = await findClientSessions(call.instance.database, client.id);
  return {
    object: "client",
    id: client.id,
    session_ids: sessions.map(({ id }) => id),
    sessions: sessions.map((session) => backendSessionJson(session, contextOf(call))),
    sign_in_id: client.sign_in_id,
    sign_up_id: client.sign_up_id,
    last_active_session_id: client.last_active_session_id,
    last_authentication_strategy: client.last_authentication_strategy,
    created_at: client.created_at,
    updated_at: client.updated_at,
  };
}
