// An impersonator uses the app as the user but is not the user: whatever makes up the account (addresses, password,
// every other way to sign in, its sessions, its end) stays the person's own. Closed unless it is listed here, so that
// an endpoint that comes later is closed too.
import { clerkError } from "../errors/clerk-api-error.ts";
import { findSession, type SessionRow } from "../store/sessions.ts";
import { type FrontendCall, sessionIdOf } from "./frontend-call.ts";
import type { FrontendApp } from "./routes.ts";

const OPEN =
  /^(PATCH metadata|(POST|DELETE) profile_image|POST organization_invitations\/[^/]+\/accept|DELETE organization_memberships\/[^/]+)$/;
const OPEN_FIELDS: ReadonlySet<string> = new Set(["first_name", "last_name", "unsafe_metadata"]);

/** @throws ClerkApiError when the session is an impersonator's */
export function requirePerson(session: SessionRow): void {
  if (session.actor !== null) throw clerkError("notDuringImpersonation");
}

/** Stands before all of /v1/me. */
export function guardImpersonation(app: FrontendApp): void {
  app.use("/v1/me/*", async (context, next) => {
    const call = context.get("call");
    const { method, path } = context.req;
    if (!isOpen(call, { method, path })) {
      const session = await namedSession(call);
      if (session !== undefined) requirePerson(session);
    }
    await next();
  });
}

function isOpen(
  { form }: FrontendCall,
  { method, path }: { readonly method: string; readonly path: string },
): boolean {
  if (method === "GET" || method === "HEAD") return true;
  const below = path.slice("/v1/me".length).replace(/^\/|\/$/g, "");
  if (method === "PATCH" && below === "")
    return form.names().every((name) => OPEN_FIELDS.has(name));
  return OPEN.test(`${method} ${below}`);
}

/** The session that the request names. Whether it is alive, the endpoint itself asks. */
async function namedSession(call: FrontendCall): Promise<SessionRow | undefined> {
  const id = sessionIdOf(call);
  return id === undefined ? undefined : findSession(call.instance.database, id);
}
