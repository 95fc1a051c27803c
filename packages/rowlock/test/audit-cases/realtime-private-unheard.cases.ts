import { hear, type RuleCases, SOUND } from "../rule-case.ts";

const SENDER = `${SOUND}create function tell() returns trigger language plpgsql set search_path = '' as $$
begin
  perform realtime.broadcast_changes('team:1', tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
  return null;
end $$;
create trigger tell after insert on tasks for each row execute function tell();
`;

const sends = (call: string) =>
  `create function tell() returns void language sql set search_path = '' as $$ select ${call} $$;`;

export const cases: RuleCases = {
  invalid: [
    { name: "a trigger that tells of changes", sql: SENDER },
    {
      name: "a message that is private by default",
      sql: sends("realtime.send('{}', 'new', 'room')"),
    },
    {
      name: "an app that joins one",
      project: { privateChannels: [{ file: "app/room.ts", line: 3 }] },
    },
  ],
  valid: [
    { name: "with a policy", sql: `${SENDER}${hear("(select realtime.topic()) = 'team:1'")}` },
    { name: "a public message", sql: sends("realtime.send('{}', 'new', 'room', false)") },
    { name: "nobody uses private channels", sql: SOUND },
  ],
};
