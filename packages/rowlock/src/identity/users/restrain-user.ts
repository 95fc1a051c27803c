// Ban and lock. A banned user's sessions end at once and none begins; a locked one can't sign in for a time.
import { endUserSessions } from "../sessions/end-sessions.ts";
import { clearFailedAttempts, updateUser } from "../store/users.ts";
import type { Work } from "../work.ts";
import { tellUser } from "./tell-user.ts";

export async function banUser(work: Work, userId: string): Promise<void> {
  await updateUser(work, { id: userId, now: work.now, columns: { banned: true } });
  await endUserSessions(work, { userId, how: "revoked" });
  await tellUser(work, "user.updated", userId);
}

export async function unbanUser(work: Work, userId: string): Promise<void> {
  await updateUser(work, { id: userId, now: work.now, columns: { banned: false } });
  await tellUser(work, "user.updated", userId);
}

export async function lockUser(work: Work, userId: string): Promise<void> {
  const { duration_seconds } = work.settings.lockout;
  const lockout_expires_at = duration_seconds === null ? null : work.now + duration_seconds * 1000;
  await updateUser(work, {
    id: userId,
    now: work.now,
    columns: { locked: true, lockout_expires_at },
  });
  await tellUser(work, "user.updated", userId);
}

export async function unlockUser(work: Work, userId: string): Promise<void> {
  await clearFailedAttempts(work, userId);
  await updateUser(work, { id: userId, now: work.now, columns: {} });
  await tellUser(work, "user.updated", userId);
}
