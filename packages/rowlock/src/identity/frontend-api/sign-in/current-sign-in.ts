// Finding the sign-in that a step is about, locked for the step, and finishing it.

import type { JsonObject } from "../../../tokens/verified-token.ts";
import { clerkError } from "../../errors/clerk-api-error.ts";
import { startSession } from "../../sessions/start-session.ts";
import {
  type ClientRow,
  lockClient,
  setClientSignIn,
  setClientSignUp,
} from "../../store/clients.ts";
import { type FirstFactor, findSignIn, type SignInRow, saveSignIn } from "../../store/sign-ins.ts";
import { lockUserRow, type User } from "../../store/users.ts";
import { clearAttempts, requireNotLocked } from "../../users/lockout.ts";
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
  const signIn = await findSignIn(work, { id, clientId: client.id, lock: true });
  if (signIn === undefined) throw clerkError("signInNotFound", { values: { id } });
  if (client.sign_in_id !== signIn.id) throw clerkError("olderSignIn");
  if (signIn.abandon_at <= work.now) throw clerkError("signInNotFound", { values: { id } });
  const user = signIn.user_id === null ? undefined : await lockUserRow(work, signIn.user_id);
  if (user === undefined) {
    throw clerkError("clientStateInvalid", {
      values: { action: "this step", resolution: "Give an identifier first." },
    });
  }
  requireNotLocked(user, work.now);
  return { client, signIn, user };
}

export interface Completion {
  readonly firstFactor: FirstFactor;
  readonly strategy: string;
  readonly actor?: JsonObject | null | undefined;
  readonly organizationId?: string | null | undefined;
  readonly maxAgeSeconds?: number | null | undefined;
}

/** Signs the user in: a session, a new cookie, and the attempt is done. */
export async function completeSignIn(
  call: FrontendCall,
  {
    work,
    current,
    ...completion
  }: Completion & { readonly work: Work; readonly current: CurrentSignIn },
): Promise<SignInRow> {
  const { client, signIn, user } = current;
  await clearAttempts(work, user.id);
  const session = await startSession(work, {
    clientId: client.id,
    user,
    activity: call.activity,
    strategy: completion.strategy,
    actor: completion.actor,
    organizationId: completion.organizationId,
    maxAgeSeconds: completion.maxAgeSeconds,
  });
  const done: SignInRow = {
    ...signIn,
    status: "complete",
    first_factor: completion.firstFactor,
    created_session_id: session.id,
    updated_at: work.now,
  };
  await saveSignIn(work, done);
  await setClientSignIn(work, { id: client.id, signInId: null });
  await setClientSignUp(work, { id: client.id, signUpId: null });
  await call.cookie.renew(work, client);
  return done;
}
