// Whether a session is alive at a moment, and what it shows to SDKs. Time passes without anybody writing, so the
// stored status alone never answers this.
import type { Settings } from "../settings.ts";
import type { SessionRow, SessionStatus } from "../store/sessions.ts";

export type VisibleStatus = SessionStatus | "pending";

/** The status as of now. `pending`: signed in, but something is to be done first (choose an organization). */
export function sessionStatus(
  session: SessionRow,
  at: { readonly now: number; readonly settings: Settings },
): VisibleStatus {
  if (session.status !== "active") return session.status;
  if (at.now >= session.abandon_at) return "abandoned";
  if (at.now >= session.expire_at) return "expired";
  const idle = at.settings.session.inactivity_seconds;
  if (idle !== null && at.now >= session.last_active_at + idle * 1000) return "expired";
  return pendingTasks(session, at.settings).length > 0 ? "pending" : "active";
}

/** Whether the session may be used at all. */
export function isAlive(
  session: SessionRow,
  at: { readonly now: number; readonly settings: Settings },
): boolean {
  const status = sessionStatus(session, at);
  return status === "active" || status === "pending";
}

export interface SessionTask {
  readonly key: "choose-organization";
}

/** What the user has to do before the session counts. */
export function pendingTasks(session: SessionRow, settings: Settings): readonly SessionTask[] {
  const { enabled, force_selection } = settings.organizations;
  const missing = session.last_active_organization_id === null;
  return enabled && force_selection && missing ? [{ key: "choose-organization" }] : [];
}
