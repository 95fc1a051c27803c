// Brute force: wrong passwords and codes are counted, and a user with too many is locked out for a time.
// INVARIANT: what a check found is told only after the user's row was locked and found free. Of many tries made at the
// same time no more than the allowed number learns anything; the others hear that the account is locked.
import { type ClerkApiError, clerkError } from "../errors/clerk-api-error.ts";
import type { Instance } from "../instance.ts";
import { lockState } from "../resources/user.ts";
import {
  clearFailedAttempts,
  countFailedAttempt,
  lockUserRow,
  type User,
  type UserRow,
  updateUser,
} from "../store/users.ts";
import { transact, type Work } from "../work.ts";
import { tellUser } from "./tell-user.ts";

type Restraint = Pick<UserRow, "banned" | "locked" | "lockout_expires_at">;

function refusalOf(user: Restraint, now: number): ClerkApiError | undefined {
  if (user.banned) return clerkError("userBanned");
  const { locked, remainingSeconds } = lockState(user, now);
  return locked ? lockedError(remainingSeconds) : undefined;
}

/** @throws ClerkApiError user_locked, user_banned */
export function requireNotLocked(user: Restraint, now: number): void {
  const refusal = refusalOf(user, now);
  if (refusal !== undefined) throw refusal;
}

function lockedError(
  remainingSeconds: number | null,
  options: { readonly keepsWork?: boolean } = {},
): ClerkApiError {
  if (remainingSeconds === null) return clerkError("userLockedIndefinitely", options);
  return clerkError("userLocked", {
    ...options,
    values: { remaining: spokenDuration(remainingSeconds) },
    meta: { lockout_expires_in_seconds: remainingSeconds },
  });
}

function spokenDuration(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (minutes >= 60) return plural(Math.ceil(minutes / 60), "hour");
  return plural(minutes, "minute");
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/**
 * Counts a failed attempt of a user whose row is locked and who may try; the last one that is allowed locks the user
 * out. Gives the error to throw, which keeps the count: `failure`, or user_locked.
 */
export async function countFailure(
  work: Work,
  { user, failure }: { readonly user: UserRow; readonly failure: ClerkApiError },
): Promise<ClerkApiError> {
  const { max_attempts, duration_seconds } = work.settings.lockout;
  // A lockout that ended by itself leaves its count behind.
  if (user.locked) await clearFailedAttempts(work, user.id);
  const attempts = await countFailedAttempt(work, user.id);
  if (attempts < max_attempts) return failure;
  const lockout_expires_at = duration_seconds === null ? null : work.now + duration_seconds * 1000;
  await updateUser(work, {
    id: user.id,
    now: work.now,
    columns: { locked: true, lockout_expires_at },
  });
  await tellUser(work, "user.updated", user.id);
  return lockedError(duration_seconds, { keepsWork: true });
}

/**
 * Checks a user's password, with no transaction open meanwhile. A wrong one is counted, a right one ends the count.
 * @throws ClerkApiError `failure`, user_locked or user_banned
 */
export async function requirePassword(
  instance: Instance,
  options: { readonly user: User; readonly password: string; readonly failure: ClerkApiError },
): Promise<void> {
  const { user, failure } = options;
  requireNotLocked(user, instance.clock());
  const right = await instance.passwords.verify(options.password, user.password_digest);
  const refusal = await transact(instance, async (work) => {
    const current = await lockUserRow(work, user.id);
    if (current === undefined) return failure;
    const locked = refusalOf(current, work.now);
    if (locked !== undefined) return locked;
    if (!right) return countFailure(work, { user: current, failure });
    await clearFailedAttempts(work, user.id);
    return undefined;
  });
  if (refusal !== undefined) throw refusal;
}
