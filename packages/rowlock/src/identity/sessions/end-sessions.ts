// Sessions end here, whoever ends them: the user, another device, the Backend API, a ban. Tokens stop at once, because
// each minting looks at the session again.
import { sessionEventJson } from "../resources/session.ts";
import { userEventJson } from "../resources/user.ts";
import { lockClient, setActiveSession } from "../store/clients.ts";
import {
  closeSession,
  findClientSessions,
  listSessions,
  type SessionRow,
} from "../store/sessions.ts";
import { findUser } from "../store/users.ts";
import type { Work } from "../work.ts";

export type SessionEnd = "ended" | "removed" | "revoked" | "replaced";

/** Ends one session. What was already over stays as it was. */
export async function endSession(work: Work, session: SessionRow, how: SessionEnd): Promise<void> {
  const closed = await closeSession(work, { id: session.id, status: how, now: work.now });
  if (!closed) return;
  const client = await lockClient(work, session.client_id);
  if (client !== undefined) {
    const left = await findClientSessions(work, client.id);
    const active = left.find(({ id }) => id === client.last_active_session_id) ?? left.at(-1);
    await setActiveSession(work, {
      id: client.id,
      sessionId: active?.id ?? null,
      signedInOrOut: true,
      now: work.now,
    });
  }
  const event = how === "replaced" ? "session.removed" : (`session.${how}` as const);
  await work.emit(event, async () => {
    const user = await findUser(work, session.user_id);
    const told = user === undefined ? {} : userEventJson(user, work);
    const ended: SessionRow = { ...session, status: how, updated_at: work.now };
    return sessionEventJson(ended, { context: work, user: told });
  });
}

/** Ends every session of a user, but for one if it is named. */
export async function endUserSessions(
  work: Work,
  options: {
    readonly userId: string;
    readonly how: SessionEnd;
    readonly exceptSessionId?: string | undefined;
  },
): Promise<void> {
  const filter = { userId: options.userId, status: "active" };
  const sessions = await listSessions(work, { filter, limit: 10_000, offset: 0 });
  for (const session of sessions) {
    if (session.id !== options.exceptSessionId) await endSession(work, session, options.how);
  }
}
