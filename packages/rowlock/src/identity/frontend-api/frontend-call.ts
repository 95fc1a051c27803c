// One request of a browser or a native app, as the endpoints of the Frontend API see it: its fields, who asks, and what it may do.
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";
import type { Instance } from "../instance.ts";
import { isAlive } from "../resources/session-state.ts";
import { mayMint } from "../sessions/mint-tokens.ts";
import type { ClientRow } from "../store/clients.ts";
import { findMembershipsOfUsers } from "../store/memberships.ts";
import { findOwnSessionContext, type OwnSessionContext } from "../store/session-context.ts";
import { findSession, type SessionActivity, type SessionRow } from "../store/sessions.ts";
import { findUser } from "../store/users.ts";
import { transact, type Work } from "../work.ts";
import type { ClientToken } from "./client-token.ts";
import type { LiveSession } from "./read-client.ts";

export interface FrontendCall {
  readonly instance: Instance;
  readonly form: Form;
  readonly query: Form;
  /** The app's origin, when the request names one: `azp` of tokens. */
  readonly origin: string | undefined;
  readonly activity: SessionActivity;
  readonly clientToken: ClientToken;
  /** The caller is an app on a device, or an extension: it has no cookies. */
  readonly native: boolean;
  /** The body as bytes, for uploads. */
  readonly file: (() => Promise<Uint8Array | undefined>) | undefined;
}

/** Runs a change in one transaction. */
export function change<T>(call: FrontendCall, job: (work: Work) => Promise<T>): Promise<T> {
  return transact(call.instance, job);
}

/** @throws ClerkApiError signed_out */
export function requireClient(call: FrontendCall): ClientRow {
  const client = call.clientToken.client;
  if (client === undefined) throw clerkError("signedOut");
  return client;
}

/**
 * A session of this client with everything for its tokens, in one statement: the hot path. The client is not loaded.
 * @throws ClerkApiError when it may not mint
 */
export async function requireMintingSession(
  call: FrontendCall,
  key: { readonly sessionId: string; readonly templateName: string | null },
): Promise<OwnSessionContext> {
  const { clientToken, instance } = call;
  if (clientToken.value === undefined) throw clerkError("signedOut");
  const context = await findOwnSessionContext(instance.database, {
    ...key,
    clientToken: clientToken.value,
  });
  if (context === undefined) {
    await clientToken.load();
    requireClient(call);
    throw clerkError("sessionNotFound", { values: { id: key.sessionId } });
  }
  if (!mayMint(context, instance)) throw clerkError("authenticationInvalid");
  return context;
}

/** A session of this client that is alive. @throws ClerkApiError */
export async function requireOwnSession(
  call: FrontendCall,
  sessionId: string,
): Promise<SessionRow> {
  const client = requireClient(call);
  const { database, clock, settings } = call.instance;
  const session = await findSession(database, sessionId);
  if (session === undefined || session.client_id !== client.id) {
    throw clerkError("sessionNotFound", { values: { id: sessionId } });
  }
  if (!isAlive(session, { now: clock(), settings: settings.current() })) {
    throw clerkError("authenticationInvalid");
  }
  return session;
}

/** The session that a request is of: the one that it names, else the last active one. */
export function sessionIdOf({ clientToken, query }: FrontendCall): string | undefined {
  return query.text("_clerk_session_id") ?? clientToken.client?.last_active_session_id ?? undefined;
}

/** Who is signed in, by the session that the request is of. @throws ClerkApiError 401 */
export async function requireSignedIn(call: FrontendCall): Promise<LiveSession> {
  requireClient(call);
  const id = sessionIdOf(call);
  if (id === undefined) throw clerkError("authenticationInvalid");
  const { database } = call.instance;
  const session = await requireOwnSession(call, id);
  const user = await findUser(database, session.user_id);
  if (user === undefined || user.banned) throw clerkError("authenticationInvalid");
  const memberships = await findMembershipsOfUsers(database, [user.id]);
  return { session, user, memberships };
}
