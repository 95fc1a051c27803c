import { OWN, policies, published, type RuleCases, SOUND, TASKS, TEAMS } from "../rule-case.ts";

const keyed = (columns: string) => `create table notes (${columns});
alter table notes enable row level security;
create policy "See" on notes for select to authenticated using (${OWN});
grant select on notes to authenticated;
${published("notes")}`;

export const cases: RuleCases = {
  invalid: [
    { name: "an address as the key", sql: keyed("email text primary key, user_id text") },
    { name: "memberships by user and team", sql: `${TEAMS}${published("members")}` },
    {
      name: "the owner and a number",
      sql: keyed("user_id text, slot int, primary key (user_id, slot)"),
    },
  ],
  valid: [
    { name: "a number", sql: `${SOUND}${published()}` },
    { name: "a uuid", sql: keyed("id uuid primary key default gen_random_uuid(), user_id text") },
    { name: "not published", sql: TEAMS },
    {
      name: "rows that everybody sees anyway",
      sql: `${TASKS}${policies("tasks", { select: "true" })}alter table tasks drop column id, add column slug text primary key;${published()}`,
    },
  ],
};
