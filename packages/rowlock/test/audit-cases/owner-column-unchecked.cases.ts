import { OWN, policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

const EVENTS = `create table events (
  id int primary key, payload jsonb, created_by text not null default auth.jwt() ->> 'sub',
  user_id text generated always as (payload ->> 'user_id') stored
);
create index on events (user_id);
create index on events (created_by);
alter table events enable row level security;
create policy "See" on events for select to authenticated using (${OWN});
grant select, insert on events to authenticated;
`;
const BY_AUTHOR = "(select auth.jwt() ->> 'sub') = created_by";

export const cases: RuleCases = {
  invalid: [
    {
      name: "a generated owner, and another column is checked",
      sql: `${EVENTS}create policy "Add" on events for insert to authenticated with check (${BY_AUTHOR});`,
    },
    {
      name: "a default from the token, and another column is checked",
      sql: `${TASKS.replace("name text not null,", "name text not null, created_by text,")}${policies("tasks", { insert: BY_AUTHOR })}`,
    },
  ],
  valid: [
    { name: "the column itself is checked", sql: SOUND },
    {
      name: "the generated column is checked",
      sql: `${EVENTS}create policy "Add" on events for insert to authenticated with check (${OWN});`,
    },
  ],
};
