// /v1/sessions: the sessions of users, and tokens made for them by the server.
import { clerkError } from "../errors/clerk-api-error.ts";
import { sessionCookies } from "../handshake/directives.ts";
import { newSecret } from "../new-id.ts";
import { pageJson } from "../resources/page.ts";
import { backendSessionJson, tokenJson } from "../resources/session.ts";
import { endSession } from "../sessions/end-sessions.ts";
import { mayMint, sessionToken, templateToken } from "../sessions/mint-tokens.ts";
import { parseExpiredSessionToken, parseSessionToken } from "../sessions/parse-session-token.ts";
import { parseRefreshToken } from "../sessions/refresh-token.ts";
import { startSession } from "../sessions/start-session.ts";
import { insertClient } from "../store/clients.ts";
import { findJwtTemplateByName } from "../store/jwt-templates.ts";
import { findSessionContext, type SessionContext } from "../store/session-context.ts";
import { countSessions, findSession, listSessions, type SessionRow } from "../store/sessions.ts";
import { requireNotLocked } from "../users/lockout.ts";
import { type BackendCall, change, contextOf, lockUser, pageOf } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

const COOKIE_LIFETIME_MS = 365 * 86_400_000;

export function sessionRoutes(app: BackendApp): void {
  route(app, ["GET", "/sessions"], list);
  route(app, ["POST", "/sessions"], create);
  route(app, ["GET", "/sessions/:id"], async (call, { id = "" }) =>
    backendSessionJson(await requireSession(call, id), contextOf(call)),
  );
  route(app, ["POST", "/sessions/:id/revoke"], async (call, { id = "" }) => {
    const session = await requireSession(call, id);
    await change(call, (work) => endSession(work, session, "revoked"));
    return backendSessionJson(await requireSession(call, id), contextOf(call));
  });
  route(app, ["POST", "/sessions/:id/verify"], async (call, { id = "" }) => {
    const sessionId = await parseSessionToken(call.instance, call.form.requireText("token"));
    if (sessionId !== id) throw clerkError("authenticationInvalid");
    return backendSessionJson((await requireMinting(call, id)).session, contextOf(call));
  });
  route(app, ["POST", "/sessions/:id/refresh"], refresh);
  route(app, ["POST", "/sessions/:id/tokens"], async (call, { id = "" }) => {
    const context = await requireMinting(call, id);
    const lifetime = lifetimeOf(call);
    return tokenJson(await sessionToken(context, { instance: call.instance, lifetime }));
  });
  route(
    app,
    ["POST", "/sessions/:id/tokens/:template"],
    async (call, { id = "", template = "" }) => {
      const context = await requireMinting(call, id);
      const { instance } = call;
      const found = await findJwtTemplateByName(instance.database, template);
      if (found === undefined) {
        throw clerkError("templateNotFound", { values: { attribute: "name", value: template } });
      }
      const lifetime = lifetimeOf(call);
      return tokenJson(await templateToken(context, { instance, template: found, lifetime }));
    },
  );
}

async function list(call: BackendCall) {
  const { database } = call.instance;
  const { query } = call;
  const filter = {
    clientId: query.text("client_id") ?? undefined,
    userId: query.text("user_id") ?? undefined,
    status: query.text("status") ?? undefined,
  };
  const sessions = await listSessions(database, { filter, ...pageOf(call) });
  const data = sessions.map((session) => backendSessionJson(session, contextOf(call)));
  return query.flag("paginated") === true
    ? pageJson(data, await countSessions(database, filter))
    : data;
}

async function create(call: BackendCall) {
  const userId = call.form.requireText("user_id");
  const organizationId = call.form.text("active_organization_id") ?? null;
  const session = await change(call, async (work) => {
    const user = await lockUser(work, userId);
    requireNotLocked(user, work.now);
    // A client of its own, whose cookie nobody holds: this session is used by the server alone.
    const clientId = work.newId("client");
    await insertClient(work, {
      id: clientId,
      token: newSecret(work.instance.random),
      cookieExpiresAt: work.now + COOKIE_LIFETIME_MS,
      now: work.now,
    });
    return startSession(work, { clientId, user, activity: {}, strategy: "admin", organizationId });
  });
  return backendSessionJson(session, contextOf(call));
}

/** A fresh token for a page whose session token has expired. @throws ClerkApiError authentication_invalid */
async function refresh(call: BackendCall, { id = "" }: Readonly<Record<string, string>>) {
  const { form, instance } = call;
  const origin = form.requireText("request_origin");
  const [expired, refreshed] = await Promise.all([
    parseExpiredSessionToken(instance, form.requireText("expired_token")),
    parseRefreshToken(instance, form.requireText("refresh_token")),
  ]);
  if (expired !== id || refreshed !== id || !instance.origins.allows(origin)) {
    throw clerkError("authenticationInvalid");
  }
  const token = await sessionToken(await requireMinting(call, id), { instance, origin });
  return form.text("format") === "cookie"
    ? { object: "cookies", cookies: sessionCookies(token, instance.addresses.cookieSuffix) }
    : tokenJson(token);
}

async function requireSession(call: BackendCall, id: string): Promise<SessionRow> {
  const session = await findSession(call.instance.database, id);
  if (session === undefined) throw clerkError("sessionNotFound", { values: { id } });
  return session;
}

async function requireMinting(call: BackendCall, id: string): Promise<SessionContext> {
  const context = await findSessionContext(call.instance.database, id);
  if (context === undefined) throw clerkError("sessionNotFound", { values: { id } });
  if (!mayMint(context, call.instance)) throw clerkError("authenticationInvalid");
  return context;
}

const MAX_LIFETIME_SECONDS = 315_360_000;

function lifetimeOf({ form }: BackendCall): number | undefined {
  const seconds = form.integer("expires_in_seconds") ?? undefined;
  if (seconds === undefined || (seconds >= 30 && seconds <= MAX_LIFETIME_SECONDS)) return seconds;
  throw clerkError("paramValueInvalid", {
    param: "expires_in_seconds",
    values: { reason: `expires_in_seconds must be between 30 and ${MAX_LIFETIME_SECONDS}` },
  });
}
