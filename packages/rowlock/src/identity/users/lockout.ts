// Brute force: wrong passwords and codes are counted, and a user with too many is locked out for a time. Checks of one
// user come one after the other, so that tries made at the same time count like any others.
// A locked or banned user is refused with the words that Clerk's components show.
import { type ClerkApiError, clerkError } from "../errors/clerk-api-error.ts";
import type { Instance } from "../instance.ts";
import { lockState } from "../resources/user.ts";
import { countFailedAttempt, type User, type UserRow, updateUser } from "../store/users.ts";
import { transact, type Work } from "../work.ts";
import { tellUser } from "./tell-user.ts";

/** @throws ClerkApiError user_locked, user_banned */
export function requireNotLocked(
  user: Pick<UserRow, "banned" | "locked" | "lockout_expires_at">,
  now: number,
): void {
  if (user.banned) throw clerkError("userBanned");
  const { locked, remainingSeconds } = lockState(user, now);
  if (locked) throw lockedError(remainingSeconds);
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
 * Counts a failed attempt; the last one that is allowed locks the user. Gives the error to throw, which keeps the
 * count: `failure`, or user_locked.
 */
export async function countFailure(
  work: Work,
  { user, failure }: { readonly user: UserRow; readonly failure: ClerkApiError },
): Promise<ClerkApiError> {
  const { max_attempts, duration_seconds } = work.settings.lockout;
  // A lockout that ended by itself leaves its count behind.
  if (user.locked) await clearAttempts(work, user.id);
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

/** Forgets the count: after a right attempt, and when somebody unlocks. */
export async function clearAttempts(work: Work, userId: string): Promise<void> {
  await updateUser(work, {
    id: userId,
    now: work.now,
    columns: { failed_attempts: 0, locked: false, lockout_expires_at: null },
    touch: true,
  });
}

/**
 * Checks a user's password, with no transaction open meanwhile, and gives the user that it fits. A wrong one is
 * counted.
 * @throws ClerkApiError `failure`, or user_locked
 */
export function requirePassword(
  instance: Instance,
  options: {
    readonly userId: string;
    readonly password: string;
    readonly findUser: () => Promise<User>;
    readonly failure: ClerkApiError;
  },
): Promise<User> {
  return instance.turns.take(options.userId, async () => {
    const user = await options.findUser();
    requireNotLocked(user, instance.clock());
    if (await instance.passwords.verify(options.password, user.password_digest)) return user;
    throw await transact(instance, (work) =>
      countFailure(work, { user, failure: options.failure }),
    );
  });
}
