import { OWN, policies, type RuleCases, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "unsafe metadata",
      sql: `${TASKS}${policies("tasks", { select: `${OWN} or (select auth.jwt() -> 'unsafe_metadata' ->> 'admin') = 'true'` })}`,
    },
    {
      name: "user metadata",
      sql: `create table notes (id int primary key, org_id text not null);
create index on notes (org_id);
alter table notes enable row level security;
grant select on notes to authenticated;
create policy "See" on notes for select to authenticated using (org_id = (select auth.jwt() -> 'user_metadata' ->> 'org'));`,
    },
    {
      name: "a header",
      sql: `${TASKS}${policies("tasks", { select: `user_id = (select current_setting('request.headers', true)::json ->> 'x-user-id')` })}`,
    },
  ],
  valid: [
    {
      name: "metadata that the server sets",
      sql: `${TASKS}${policies("tasks", { select: `${OWN} or (select auth.jwt() -> 'app_metadata' ->> 'admin') = 'true'` })}`,
    },
  ],
};
