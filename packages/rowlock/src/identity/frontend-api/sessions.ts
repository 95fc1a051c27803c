// /v1/client/sessions: the sessions of this browser. Their tokens are what everything else trusts.
import { clerkError } from "../errors/clerk-api-error.ts";
import { tokenJson } from "../resources/session.ts";
import { endSession, type SessionEnd } from "../sessions/end-sessions.ts";
import { sessionToken, templateToken } from "../sessions/mint-tokens.ts";
import { setActiveSession } from "../store/clients.ts";
import { findMembership, findMembershipsOfUsers } from "../store/memberships.ts";
import { findSession, noteActivity, type SessionRow, touchSession } from "../store/sessions.ts";
import { findUser } from "../store/users.ts";
import {
  change as changeWork,
  type FrontendCall,
  requireMintingSession,
  requireOwnSession,
} from "./frontend-call.ts";
import { liveSessionJson } from "./read-client.ts";
import { change, type FrontendApp, plain, read } from "./routes.ts";

export function sessionRoutes(app: FrontendApp): void {
  read(app, "/v1/client/sessions/:id", async (call, { id = "" }) =>
    readSession(call, await requireOwnSession(call, id)),
  );
  change(app, ["POST", "/v1/client/sessions/:id/touch"], touch);
  change(app, ["POST", "/v1/client/sessions/:id/end"], (call, { id = "" }) =>
    close(call, { id, how: "ended" }),
  );
  change(app, ["POST", "/v1/client/sessions/:id/remove"], (call, { id = "" }) =>
    close(call, { id, how: "removed" }),
  );
}

/** The endpoints that are asked for each minute and more; they look the client up themselves. */
export function tokenRoutes(app: FrontendApp): void {
  plain(app, ["POST", "/v1/client/sessions/:id/tokens"], async (call, { id = "" }) => {
    const context = await requireMintingSession(call, { sessionId: id, templateName: null });
    const organizationId = call.form.text("organization_id");
    await noteTraffic(call, context.session);
    return tokenJson(
      await sessionToken(context, {
        instance: call.instance,
        origin: call.origin,
        ...(organizationId === undefined ? {} : { organizationId: organizationId || null }),
      }),
    );
  });
  plain(app, ["POST", "/v1/client/sessions/:id/tokens/:template"], async (call, path) => {
    const { id = "", template: templateName = "" } = path;
    const context = await requireMintingSession(call, { sessionId: id, templateName });
    const { instance, origin } = call;
    const { template } = context;
    if (template === null) {
      throw clerkError("templateNotFound", { values: { attribute: "name", value: templateName } });
    }
    return tokenJson(await templateToken(context, { instance, template, origin }));
  });
}

const ACTIVITY_GRAIN_MS = 60_000;

/** Tokens are asked for every minute: that is activity, noted at most as often. */
async function noteTraffic(call: FrontendCall, session: SessionRow): Promise<void> {
  const now = call.instance.clock();
  if (now - session.last_active_at < ACTIVITY_GRAIN_MS) return;
  await noteActivity(call.instance.database, { id: session.id, now });
}

async function readSession(call: FrontendCall, session: SessionRow) {
  const { instance, origin } = call;
  const user = await findUser(instance.database, session.user_id);
  if (user === undefined) throw clerkError("authenticationInvalid");
  const memberships = await findMembershipsOfUsers(instance.database, [user.id]);
  return liveSessionJson(instance, { session, user, memberships, origin });
}

async function touch(call: FrontendCall, { id = "" }: Readonly<Record<string, string>>) {
  const session = await requireOwnSession(call, id);
  const asked = call.form.text("active_organization_id");
  const organizationId = asked === undefined ? session.last_active_organization_id : asked || null;
  await changeWork(call, async (work) => {
    if (organizationId !== null) {
      const membership = await findMembership(work, { organizationId, userId: session.user_id });
      if (membership === undefined) throw clerkError("organizationNotFoundOrUnauthorized");
    }
    await touchSession(work, {
      id: session.id,
      organizationId,
      activity: call.activity,
      now: work.now,
    });
    await setActiveSession(work, {
      id: session.client_id,
      sessionId: session.id,
      signedInOrOut: false,
      now: work.now,
    });
  });
  const touched = await findSession(call.instance.database, session.id);
  return readSession(call, touched ?? session);
}

async function close(
  call: FrontendCall,
  { id, how }: { readonly id: string; readonly how: SessionEnd },
) {
  const session = await requireOwnSession(call, id);
  const json = await readSession(call, session);
  await changeWork(call, (work) => endSession(work, session, how));
  return { ...json, status: how, last_active_token: null };
}
