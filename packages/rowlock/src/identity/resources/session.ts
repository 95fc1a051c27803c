// The wire forms of a session: with token and user for the browser it belongs to, plain for the Backend API, and with
// the last activity in the list of a user's devices.

import type { SessionRow } from "../store/sessions.ts";
import { pendingTasks, sessionStatus } from "./session-state.ts";
import type { ResourceContext } from "./user.ts";

export function minutesSince(moment: number, now: number): number {
  return Math.max(0, Math.floor((now - moment) / 60_000));
}

function sharedSessionJson(session: SessionRow, { now, settings }: ResourceContext) {
  return {
    object: "session",
    id: session.id,
    status: sessionStatus(session, { now, settings }),
    actor: session.actor,
    last_active_organization_id: session.last_active_organization_id,
    last_active_at: session.last_active_at,
    expire_at: session.expire_at,
    abandon_at: session.abandon_at,
    created_at: session.created_at,
    updated_at: session.updated_at,
  } as const;
}

export interface SessionParts {
  readonly user: object;
  readonly publicUser: object;
  /** Null when the session is over. */
  readonly token: string | null;
}

export function sessionJson(
  session: SessionRow,
  { parts, ...context }: ResourceContext & { readonly parts: SessionParts },
) {
  const tasks = pendingTasks(session, context.settings);
  return {
    ...sharedSessionJson(session, context),
    factor_verification_age: verificationAge(session, context.now),
    last_active_token: parts.token === null ? null : tokenJson(parts.token),
    tasks: tasks.length === 0 ? null : tasks,
    user: parts.user,
    public_user_data: parts.publicUser,
  };
}

export function backendSessionJson(session: SessionRow, context: ResourceContext) {
  return {
    ...sharedSessionJson(session, context),
    client_id: session.client_id,
    user_id: session.user_id,
    latest_activity: activityJson(session),
    tasks: pendingTasks(session, context.settings),
  };
}

/** A session as its events tell of it: with the user, and without what is still to be done. */
export function sessionEventJson(
  session: SessionRow,
  { context, user }: { readonly context: ResourceContext; readonly user: object },
) {
  const { tasks: _tasks, ...told } = backendSessionJson(session, context);
  return { ...told, user };
}

/** One row of "Active devices". */
export function deviceSessionJson(
  session: SessionRow,
  { publicUser, ...context }: ResourceContext & { readonly publicUser: object },
) {
  return {
    ...sharedSessionJson(session, context),
    user: null,
    public_user_data: publicUser,
    factor_verification_age: verificationAge(session, context.now),
    latest_activity: activityJson(session),
  };
}

/** Minutes since the first and the second factor were verified; -1: never. */
function verificationAge(session: SessionRow, now: number): readonly [number, number] {
  const second = session.second_factor_verified_at;
  return [
    minutesSince(session.first_factor_verified_at, now),
    second === null ? -1 : minutesSince(second, now),
  ];
}

/** What a browser did not say of itself is left out. */
function activityJson({ id, activity }: SessionRow) {
  return {
    object: "session_activity",
    id: id.replace(/^sess_/, "sess_activity_"),
    device_type: activity.device_type,
    is_mobile: activity.is_mobile ?? false,
    browser_name: activity.browser_name,
    browser_version: activity.browser_version,
    ip_address: activity.ip_address,
    // Device lists show it in brackets after the address, and empty brackets without it.
    city: "this machine",
  } as const;
}

export function tokenJson(jwt: string) {
  return { object: "token", jwt } as const;
}
