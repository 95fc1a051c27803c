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
  if (at.now >= session.last_active_at + allowedIdleMs(session, at.settings)) return "expired";
  return pendingTasks(session, at.settings).length > 0 ? "pending" : "active";
}

/** As with hosted Clerk, an impersonator's session ends after ten idle minutes, whatever holds for others. */
const IMPERSONATION_IDLE_SECONDS = 600;

function allowedIdleMs({ actor }: SessionRow, { session }: Settings): number {
  const seconds = session.inactivity_seconds ?? Number.POSITIVE_INFINITY;
  return 1000 * (actor === null ? seconds : Math.min(seconds, IMPERSONATION_IDLE_SECONDS));
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
