// Finding the sign-in that a step is about, locked for the step, and finishing it.

import type { JsonObject } from "../../../tokens/verified-token.ts";
import { clerkError } from "../../errors/clerk-api-error.ts";
import { hasSecondFactor } from "../../resources/second-factor.ts";
import { startSession } from "../../sessions/start-session.ts";
import {
  type ClientRow,
  clearClientAttempts,
  findClient,
  lockClient,
} from "../../store/clients.ts";
import {
  type FirstFactor,
  findSignIn,
  type SecondFactor,
  type SignInGrant,
  type SignInRow,
  saveSignIn,
} from "../../store/sign-ins.ts";
import { clearFailedAttempts, findUser, lockUserRow, type User } from "../../store/users.ts";
import { requireNotLocked } from "../../users/lockout.ts";
import type { Work } from "../../work.ts";
import { type FrontendCall, requireClient } from "../frontend-call.ts";

export interface CurrentSignIn {
  readonly client: ClientRow;
  readonly signIn: SignInRow;
  readonly user: User;
}

/** The client's sign-in and its user, locked. @throws ClerkApiError when it is not the current one, is over or has no user */
export async function lockCurrentSignIn(
  call: FrontendCall,
  { work, id }: { readonly work: Work; readonly id: string },
): Promise<CurrentSignIn> {
  const known = requireClient(call);
  const client = await lockClient(work, known.id);
  if (client === undefined) throw clerkError("signedOut");
  const found = await findSignIn(work, { id, clientId: client.id, lock: true });
  const signIn = requireCurrentSignIn(found, { id, client, now: work.now });
  const user = signIn.user_id === null ? undefined : await lockUserRow(work, signIn.user_id);
  return { client, signIn, user: requireFree(user, work.now) };
}

/** The same, only looked at: for what is looked at again, locked, before anything comes of it. @throws ClerkApiError */
export async function findCurrentSignIn(call: FrontendCall, id: string): Promise<CurrentSignIn> {
  const { database, clock } = call.instance;
  const client = await findClient(database, requireClient(call).id);
  if (client === undefined) throw clerkError("signedOut");
  const found = await findSignIn(database, { id, clientId: client.id });
  const signIn = requireCurrentSignIn(found, { id, client, now: clock() });
  const user = signIn.user_id === null ? undefined : await findUser(database, signIn.user_id);
  return { client, signIn, user: requireFree(user, clock()) };
}

/** @throws ClerkApiError when it is not this client's current one, or is over */
export function requireCurrentSignIn(
  signIn: SignInRow | undefined,
  { id, client, now }: { readonly id: string; readonly client: ClientRow; readonly now: number },
): SignInRow {
  if (signIn === undefined) throw clerkError("signInNotFound", { values: { id } });
  if (client.sign_in_id !== signIn.id) throw clerkError("olderSignIn");
  if (signIn.abandon_at <= now) throw clerkError("signInNotFound", { values: { id } });
  return signIn;
}

function requireFree(user: User | undefined, now: number): User {
  if (user === undefined) {
    throw clerkError("clientStateInvalid", {
      values: { action: "this step", resolution: "Give an identifier first." },
    });
  }
  requireNotLocked(user, now);
  return user;
}

export interface Completion {
  readonly firstFactor: FirstFactor;
  readonly strategy: string;
  /** The proof counts for the second factor as well. */
  readonly bothFactors?: boolean | undefined;
  readonly actor?: JsonObject | null | undefined;
  readonly organizationId?: string | null | undefined;
  readonly maxAgeSeconds?: number | null | undefined;
}

/**
 * The first factor is right. Signs the user in, or waits for the second factor of a user who has one. An impersonator has
 * none of the user's.
 */
export async function completeSignIn(
  call: FrontendCall,
  {
    work,
    current,
    ...completion
  }: Completion & { readonly work: Work; readonly current: CurrentSignIn },
): Promise<SignInRow> {
  const grant: SignInGrant = {
    strategy: completion.strategy,
    organizationId: completion.organizationId ?? null,
    maxAgeSeconds: completion.maxAgeSeconds ?? null,
  };
  const { firstFactor, actor } = completion;
  const hasSecond = hasSecondFactor(current.user);
  const both = hasSecond && completion.bothFactors === true;
  if (!hasSecond || both || actor) {
    const finished = { work, current, grant, firstFactor, actor, bothFactors: both };
    return finishSignIn(call, { ...finished, secondFactor: null });
  }
  const waiting: SignInRow = {
    ...current.signIn,
    status: "needs_second_factor",
    first_factor: firstFactor,
    grant_after: grant,
    updated_at: work.now,
  };
  await saveSignIn(work, waiting);
  return waiting;
}

/** Signs the user in: a session, a new cookie, and the attempt is done. */
export async function finishSignIn(
  call: FrontendCall,
  options: {
    readonly work: Work;
    readonly current: CurrentSignIn;
    readonly grant: SignInGrant;
    readonly firstFactor: FirstFactor | null;
    readonly secondFactor: SecondFactor | null;
    readonly bothFactors?: boolean | undefined;
    readonly actor?: JsonObject | null | undefined;
  },
): Promise<SignInRow> {
  const { work, grant, actor } = options;
  const { client, signIn, user } = options.current;
  // Only the person proves that the failed attempts were the person's.
  if (!actor) await clearFailedAttempts(work, user.id);
  const session = await startSession(work, {
    clientId: client.id,
    user,
    activity: call.activity,
    actor,
    ...grant,
    secondFactor: options.secondFactor !== null || options.bothFactors === true,
  });
  const done: SignInRow = {
    ...signIn,
    status: "complete",
    first_factor: options.firstFactor,
    second_factor: options.secondFactor,
    grant_after: null,
    created_session_id: session.id,
    updated_at: work.now,
  };
  await saveSignIn(work, done);
  await clearClientAttempts(work, client.id);
  await call.clientToken.renew(work, client);
  return done;
}
