// A session that is never stored: for a token of a command line, and to show what a token would hold.
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Instance } from "../instance.ts";
import { findMembershipsOfUsers } from "../store/memberships.ts";
import type { SessionContext } from "../store/session-context.ts";
import type { User } from "../store/users.ts";
import { requireNotLocked } from "./lockout.ts";

export interface PassingSessionOptions {
  /** The active organization, by id or slug; default none. */
  readonly organization?: string | undefined;
}

/** @throws ClerkApiError when the user is banned, locked or no member */
export async function passingSession(
  instance: Instance,
  { user, organization }: PassingSessionOptions & { readonly user: User },
): Promise<SessionContext> {
  const now = instance.clock();
  requireNotLocked(user, now);
  const memberships = await findMembershipsOfUsers(instance.database, [user.id]);
  const active = memberships.find(
    (one) => one.organization_id === organization || one.organization.slug === organization,
  );
  if (organization !== undefined && active === undefined) {
    throw clerkError("organizationNotFoundOrUnauthorized");
  }
  const minute = 60_000;
  return {
    user,
    memberships,
    session: {
      id: instance.newId("session", now),
      client_id: "",
      user_id: user.id,
      status: "active",
      actor: null,
      last_active_organization_id: active?.organization_id ?? null,
      activity: {},
      reverification: null,
      first_factor_verified_at: now,
      second_factor_verified_at: null,
      last_active_at: now,
      expire_at: now + minute,
      abandon_at: now + minute,
      created_at: now,
      updated_at: now,
    },
  };
}
