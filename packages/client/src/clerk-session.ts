// The little that this package needs of a signed-in session. Clerk's own session objects fit as they are
// (useSession() of every React SDK, Clerk.session of clerk-js), and so does an object made from auth() on a server.

/** A Clerk session, or anything that can give its tokens. */
export interface ClerkSession {
  readonly id: string;
  /** The active organization: another one means other tokens. */
  readonly lastActiveOrganizationId?: string | null | undefined;
  /** When Clerk's server last changed it. */
  readonly updatedAt?: Date | null | undefined;
  getToken(options?: {
    template?: string | undefined;
    skipCache?: boolean | undefined;
  }): Promise<string | null>;
}

/** Who is signed in: `null` or `undefined` when nobody is, or while Clerk is loading. */
export type CurrentSession = ClerkSession | null | undefined;

/** A session that stays, or a function that is asked before each request. */
export type SessionSource = CurrentSession | (() => CurrentSession);
