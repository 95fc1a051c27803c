// A Clerk session for tests: it issues tokens by a given clock and counts what it was asked for.
import type { ClerkSession } from "../src/clerk-session.ts";
import { jwt } from "./jwt.ts";

export interface TestSession extends ClerkSession {
  readonly calls: {
    readonly template?: string | undefined;
    readonly skipCache?: boolean | undefined;
  }[];
  lastActiveOrganizationId: string | null;
  updatedAt?: Date;
}

export interface TestSessionOptions {
  readonly id: string;
  readonly user: string;
  /** The issuer's clock, in seconds. */
  readonly now: () => number;
  readonly lifetime?: number;
}

export function createTestSession({
  id,
  user,
  now,
  lifetime = 60,
}: TestSessionOptions): TestSession {
  const calls: TestSession["calls"] = [];
  return {
    id,
    lastActiveOrganizationId: null,
    calls,
    async getToken(options = {}) {
      calls.push(options);
      await new Promise((resolve) => setTimeout(resolve, 1));
      return jwt({ sub: user, iat: now(), exp: now() + lifetime, jti: `${id}-${calls.length}` });
    },
  };
}
