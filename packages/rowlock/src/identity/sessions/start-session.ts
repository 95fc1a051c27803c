// A new session of a user on a client. From here on the client's cookie signs the user in.

import type { JsonObject } from "../../tokens/verified-token.ts";
import { sessionEventJson } from "../resources/session.ts";
import { userEventJson } from "../resources/user.ts";
import { setActiveSession } from "../store/clients.ts";
import { findMembership } from "../store/memberships.ts";
import { insertSession, type SessionActivity, type SessionRow } from "../store/sessions.ts";
import { type User, updateUser } from "../store/users.ts";
import type { Work } from "../work.ts";

/**
 * The person was not there. Not -1, which SDKs read as "not verified", but a policy or an app that compares the age
 * itself reads as fresh: an age that no window reaches is refused by all.
 */
const NEVER = 0;
const ABANDON_AFTER_MS = 30 * 86_400_000;

export interface NewSession {
  readonly clientId: string;
  readonly user: User;
  readonly activity: SessionActivity;
  /** By what the user proved themselves; remembered for the next sign-in form. */
  readonly strategy: string;
  /** They proved a second factor too. */
  readonly secondFactor?: boolean | undefined;
  readonly actor?: JsonObject | null | undefined;
  readonly organizationId?: string | null | undefined;
  readonly maxAgeSeconds?: number | null | undefined;
}

/** The organization that becomes active: none, if the user has left it since it was named. */
async function ownOrganization(work: Work, options: NewSession): Promise<string | null> {
  const { organizationId, user } = options;
  if (!organizationId) return null;
  const membership = await findMembership(work, { organizationId, userId: user.id });
  return membership === undefined ? null : organizationId;
}

export async function startSession(work: Work, options: NewSession): Promise<SessionRow> {
  const { now } = work;
  const maxAge = options.maxAgeSeconds ?? work.settings.session.max_age_seconds;
  const session: SessionRow = {
    id: work.newId("session"),
    client_id: options.clientId,
    user_id: options.user.id,
    status: "active",
    actor: options.actor ?? null,
    last_active_organization_id: await ownOrganization(work, options),
    activity: options.activity,
    reverification: null,
    first_factor_verified_at: options.actor ? NEVER : now,
    second_factor_verified_at: options.secondFactor === true ? now : null,
    last_active_at: now,
    expire_at: now + maxAge * 1000,
    abandon_at: now + Math.max(ABANDON_AFTER_MS, maxAge * 1000),
    created_at: now,
    updated_at: now,
  };
  await insertSession(work, session);
  await setActiveSession(work, {
    id: options.clientId,
    sessionId: session.id,
    signedInOrOut: true,
    strategy: options.strategy,
    now,
  });
  // An impersonator's visit is not the user's.
  if (session.actor === null) {
    await updateUser(work, {
      id: options.user.id,
      now,
      columns: { last_sign_in_at: now, last_active_at: now },
      touch: true,
    });
  }
  const told = sessionEventJson(session, {
    context: work,
    user: userEventJson(options.user, work),
  });
  await work.emit("session.created", () => told);
  // Something is left to do, such as choosing an organization.
  if (told.status === "pending") await work.emit("session.pending", () => told);
  return session;
}
