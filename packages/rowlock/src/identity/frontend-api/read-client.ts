// The client as a browser sees it: its living sessions, each with user and a fresh token, and the sign-in or sign-up
// under way. Every change answers with it.
import type { Instance } from "../instance.ts";
import { publicUserJson } from "../resources/public-user.ts";
import { sessionJson } from "../resources/session.ts";
import { isAlive } from "../resources/session-state.ts";
import { signInJson } from "../resources/sign-in.ts";
import { signUpJson } from "../resources/sign-up.ts";
import { type ResourceContext, userJson } from "../resources/user.ts";
import { sessionToken } from "../sessions/mint-tokens.ts";
import { type ClientRow, findClient } from "../store/clients.ts";
import { findMembershipsOfUsers, type Membership } from "../store/memberships.ts";
import { findClientSessions, type SessionRow } from "../store/sessions.ts";
import { findSignIn } from "../store/sign-ins.ts";
import { findSignUp } from "../store/sign-ups.ts";
import { findUser, findUsers, type User } from "../store/users.ts";

export function contextNow(instance: Instance): ResourceContext {
  return {
    addresses: instance.addresses,
    now: instance.clock(),
    settings: instance.settings.current(),
  };
}

/** Reads a client whole; undefined when it is gone. */
export async function readClient(
  instance: Instance,
  options: { readonly clientId: string; readonly origin: string | undefined },
) {
  const { database } = instance;
  const context = contextNow(instance);
  const client = await findClient(database, options.clientId);
  if (client === undefined) return undefined;
  const sessions = await liveSessions(instance, client);
  const [signIn, signUp] = await Promise.all([
    readCurrentSignIn(instance, client),
    readCurrentSignUp(instance, client),
  ]);
  const active = sessions.find(({ session }) => session.id === client.last_active_session_id);
  return {
    object: "client",
    id: client.id,
    sessions: await Promise.all(
      sessions.map((live) => liveSessionJson(instance, { ...live, origin: options.origin })),
    ),
    sign_in: signIn,
    sign_up: signUp,
    last_active_session_id: (active ?? sessions.at(-1))?.session.id ?? null,
    last_authentication_strategy: client.last_authentication_strategy,
    cookie_expires_at: client.cookie_expires_at,
    captcha_bypass: true,
    created_at: client.created_at,
    updated_at: client.updated_at,
    now: context.now,
  } as const;
}

export interface LiveSession {
  readonly session: SessionRow;
  readonly user: User;
  readonly memberships: readonly Membership[];
}

/** The sessions of a client that are alive now, with what belongs to them. */
export async function liveSessions(
  { database, clock, settings }: Instance,
  client: ClientRow,
): Promise<readonly LiveSession[]> {
  const at = { now: clock(), settings: settings.current() };
  const sessions = (await findClientSessions(database, client.id)).filter((session) =>
    isAlive(session, at),
  );
  const userIds = [...new Set(sessions.map(({ user_id }) => user_id))];
  const [users, memberships] = await Promise.all([
    findUsers(database, userIds),
    findMembershipsOfUsers(database, userIds),
  ]);
  return sessions.flatMap((session) => {
    const user = users.get(session.user_id);
    if (user === undefined || user.banned) return [];
    const own = memberships.filter((membership) => membership.user_id === user.id);
    return [{ session, user, memberships: own }];
  });
}

export async function liveSessionJson(
  instance: Instance,
  { origin, ...live }: LiveSession & { readonly origin: string | undefined },
) {
  const context = contextNow(instance);
  return sessionJson(live.session, {
    ...context,
    parts: {
      user: userJson(live.user, { ...context, memberships: live.memberships }),
      publicUser: publicUserJson(live.user, instance.addresses),
      token: await sessionToken(live, { instance, origin }),
    },
  });
}

async function readCurrentSignIn(instance: Instance, client: ClientRow) {
  if (client.sign_in_id === null) return null;
  const { database } = instance;
  const context = contextNow(instance);
  const signIn = await findSignIn(database, { id: client.sign_in_id, clientId: client.id });
  if (signIn === undefined || signIn.abandon_at <= context.now) return null;
  const user = signIn.user_id === null ? undefined : await findUser(database, signIn.user_id);
  return signInJson(signIn, { ...context, user });
}

async function readCurrentSignUp(instance: Instance, client: ClientRow) {
  if (client.sign_up_id === null) return null;
  const context = contextNow(instance);
  const signUp = await findSignUp(instance.database, {
    id: client.sign_up_id,
    clientId: client.id,
  });
  if (signUp === undefined || signUp.abandon_at <= context.now) return null;
  return signUpJson(signUp, context);
}
