import { type RuleCases, SOUND, TASKS } from "../rule-case.ts";

const PROFILES = `create table profiles (user_id text primary key, handle text, api_key text);
alter table profiles enable row level security;
create policy "Read" on profiles for select to authenticated using (true);
`;
const config = {
  tables: { "public.profiles": { read: "authenticated", write: "owner" } },
} as const;

export const cases: RuleCases = {
  invalid: [
    {
      name: "a key in profiles that all may read",
      sql: `${PROFILES}grant select on profiles to authenticated;`,
      config,
    },
  ],
  valid: [
    { name: "nothing of the kind", sql: SOUND },
    {
      name: "granted without it",
      sql: `${PROFILES}grant select (user_id, handle) on profiles to authenticated;`,
      config,
    },
    {
      name: "for its owner",
      sql: `${TASKS}alter table tasks add column api_key text;`,
    },
  ],
};
