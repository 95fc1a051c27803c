// /v1/me/sessions: the devices on which the user is signed in, and signing one of them out.
import { clerkError } from "../errors/clerk-api-error.ts";
import { publicUserJson } from "../resources/public-user.ts";
import { deviceSessionJson } from "../resources/session.ts";
import { isAlive } from "../resources/session-state.ts";
import { endSession } from "../sessions/end-sessions.ts";
import { findSession, listSessions } from "../store/sessions.ts";
import { change as changeWork, type FrontendCall, requireSignedIn } from "./frontend-call.ts";
import { contextNow } from "./read-client.ts";
import { change, type FrontendApp, plain } from "./routes.ts";

export function mySessionRoutes(app: FrontendApp): void {
  // These two answer with a bare list, as clerk-js wants it.
  plain(app, ["GET", "/v1/me/sessions/active"], async (call) => listMine(call));
  plain(app, ["GET", "/v1/me/sessions"], async (call) => listMine(call));
  change(app, ["POST", "/v1/me/sessions/:id/revoke"], async (call, { id = "" }) => {
    const { user } = await requireSignedIn(call);
    const session = await findSession(call.instance.database, id);
    if (session === undefined || session.user_id !== user.id) {
      throw clerkError("sessionNotFound", { values: { id } });
    }
    await changeWork(call, (work) => endSession(work, session, "revoked"));
    const publicUser = publicUserJson(user, call.instance.addresses);
    const context = { ...contextNow(call.instance), publicUser };
    return deviceSessionJson({ ...session, status: "revoked" }, context);
  });
}

async function listMine(call: FrontendCall) {
  const { user } = await requireSignedIn(call);
  const filter = { userId: user.id, status: "active" };
  const sessions = await listSessions(call.instance.database, { filter, limit: 100, offset: 0 });
  const publicUser = publicUserJson(user, call.instance.addresses);
  const context = { ...contextNow(call.instance), publicUser };
  return sessions
    .filter((session) => isAlive(session, context) && session.actor === null)
    .map((session) => deviceSessionJson(session, context));
}
