// Whether a client may begin to sign somebody in, and the new attempt itself.
import { clerkError } from "../../errors/clerk-api-error.ts";
import { isAlive } from "../../resources/session-state.ts";
import { type ClientRow, setClientSignIn } from "../../store/clients.ts";
import { findClientSessions } from "../../store/sessions.ts";
import { insertSignIn, type SignInRow } from "../../store/sign-ins.ts";
import type { User } from "../../store/users.ts";
import type { Work } from "../../work.ts";

const ABANDON_AFTER_MS = 86_400_000;

/** @throws ClerkApiError session_exists, identifier_already_signed_in, session_creation_not_allowed */
export async function requireMaySignIn(
  work: Work,
  { client, user }: { readonly client: ClientRow; readonly user: User | undefined },
): Promise<void> {
  const sessions = (await findClientSessions(work, client.id)).filter((session) =>
    isAlive(session, work),
  );
  const [first] = sessions;
  if (first === undefined) return;
  if (work.settings.single_session_mode) {
    throw clerkError("sessionExists", { meta: { session_id: first.id } });
  }
  const own = sessions.find(({ user_id, actor }) => user_id === user?.id && actor === null);
  if (own !== undefined) {
    throw clerkError("identifierAlreadySignedIn", { meta: { session_id: own.id } });
  }
  if (sessions.some(({ actor }) => actor !== null)) throw clerkError("impersonationPresent");
}

/** Writes a new sign-in and makes it the client's current one. */
export async function insertNewSignIn(
  work: Work,
  options: {
    readonly client: ClientRow;
    readonly status: SignInRow["status"];
    readonly identifier: string | null;
    readonly user: User | undefined;
    readonly locale: string | null;
  },
): Promise<SignInRow> {
  const signIn: SignInRow = {
    id: work.newId("signIn"),
    client_id: options.client.id,
    status: options.status,
    identifier: options.identifier,
    user_id: options.user?.id ?? null,
    first_factor: null,
    second_factor: null,
    grant_after: null,
    account_to_link: null,
    created_session_id: null,
    locale: options.locale,
    abandon_at: work.now + ABANDON_AFTER_MS,
    created_at: work.now,
    updated_at: work.now,
  };
  await insertSignIn(work, signIn);
  await setClientSignIn(work, { id: options.client.id, signInId: signIn.id });
  return signIn;
}
