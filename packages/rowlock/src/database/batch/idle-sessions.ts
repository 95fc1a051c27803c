// The connections of a pool that have nothing to do. The last to become free works first, so that those that are not
// needed grow old; what has been idle for too long, or is stale, is closed.

interface Idle {
  /** Milliseconds of performance.now(). */
  idleSince: number;
}

export interface IdleSessionsOptions<Session> {
  /** After how long an unused connection is closed, in milliseconds; 0: never. */
  readonly timeoutMs: number;
  readonly isFresh: (session: Session) => boolean;
  readonly close: (session: Session) => void;
}

export interface IdleSessions<Session> {
  put(session: Session): void;
  /** One that is fresh, if there is one; those that are not are closed. */
  take(): Session | undefined;
  /** Forgets one that is gone. */
  remove(session: Session): void;
  /** Closes all of them. */
  clear(): void;
}

export function createIdleSessions<Session extends Idle>(
  options: IdleSessionsOptions<Session>,
): IdleSessions<Session> {
  const { timeoutMs, isFresh, close } = options;
  const idle: Session[] = [];
  let sweeping: NodeJS.Timeout | undefined;

  function sweep(): void {
    const now = performance.now();
    const stale = idle.filter((one) => now - one.idleSince >= timeoutMs || !isFresh(one));
    for (const session of stale) close(session);
    const [next] = idle;
    sweeping = next && setTimeout(sweep, next.idleSince + timeoutMs - now).unref();
  }

  return {
    put(session) {
      session.idleSince = performance.now();
      idle.push(session);
      if (timeoutMs > 0) sweeping ??= setTimeout(sweep, timeoutMs).unref();
    },
    take() {
      for (let session = idle.pop(); session !== undefined; session = idle.pop()) {
        if (isFresh(session)) return session;
        close(session);
      }
      return undefined;
    },
    remove(session) {
      const at = idle.indexOf(session);
      if (at !== -1) idle.splice(at, 1);
    },
    clear() {
      clearTimeout(sweeping);
      for (let session = idle.pop(); session !== undefined; session = idle.pop()) close(session);
    },
  };
}
