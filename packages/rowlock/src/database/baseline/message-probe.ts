// What asks whether somebody may hear a private channel: rows of realtime.messages that their policies are shown, and
// that are undone again. Only the logins that serve requests may call it, before they take anybody's role.
// https://supabase.com/docs/guides/realtime/authorization
import type { RequestLogins } from "../role-names.ts";

/** By its owner's rights, so that a row is there whatever the policies say of inserting. */
export const MESSAGE_PROBE = `
  create or replace function _rowlock.probe_messages(ids uuid[], topic text, extensions text[]) returns void
  language sql security definer set search_path = pg_catalog as $$
    insert into realtime.messages (id, topic, extension)
    select probe.id, probe_messages.topic, probe.extension
    from unnest(ids, extensions) as probe (id, extension)
  $$;
`;

/** After the last word on the functions of `_rowlock`. */
export function probeGrants({ authenticator, service }: RequestLogins): string {
  return `
  grant usage on schema _rowlock to ${authenticator}, ${service};
  grant execute on function _rowlock.probe_messages(uuid[], text, text[]) to ${authenticator}, ${service};
`;
}
