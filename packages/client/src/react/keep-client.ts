// One client per session and project, shared by all components of a page.
// When the session changes, the old client loses its session at once (it becomes anonymous) and its channels close; when its
// organization does, the channels alone. They close after the render that this is called in: who listens may set a state.
import type { SupabaseClient } from "@supabase/supabase-js";
import type { CurrentSession } from "../clerk-session.ts";
import { createClerkSupabaseClient } from "../create-clerk-supabase-client.ts";
import type { Project } from "../environment.ts";

/** The project, and the form of the token that it takes. */
interface KeptProject extends Project {
  readonly template?: string | undefined;
}

/** Gives the client of a session: the same one for as long as the session is the same. */
export type KeepClient = (project: KeptProject, session: CurrentSession) => SupabaseClient;

interface Kept {
  readonly client: SupabaseClient;
  readonly sessionId: string | undefined;
  /** What the client reads before each request. */
  readonly holder: { session: CurrentSession };
  organization: string | null | undefined;
}

export function createClientKeeper(): KeepClient {
  const kept = new Map<string, Kept>();

  return ({ url, key, template }, session) => {
    const name = JSON.stringify([url, key, template]);
    const last = kept.get(name);
    const organization = session?.lastActiveOrganizationId;
    if (last && last.sessionId === session?.id) {
      // Clerk makes a new object for the same session when its organization changes.
      last.holder.session = session;
      if (last.organization !== organization) {
        last.organization = organization;
        if (last.client.getChannels().length > 0)
          queueMicrotask(() => last.client.realtime.setAuth());
      }
      return last.client;
    }
    if (last) {
      last.holder.session = null;
      queueMicrotask(() => last.client.removeAllChannels());
    }
    const holder = { session };
    const client = createClerkSupabaseClient({ url, key, template, session: () => holder.session });
    kept.set(name, { client, sessionId: session?.id, holder, organization });
    return client;
  };
}
