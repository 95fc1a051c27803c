import { OWN, policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "or nobody",
      sql: `${TASKS}${policies("tasks", { select: `${OWN} or user_id is null` })}`,
    },
    {
      name: "coalesce to true",
      sql: `${TASKS}${policies("tasks", { select: `coalesce(${OWN}, true)` })}`,
    },
    {
      name: "is not false",
      sql: `${TASKS}${policies("tasks", { select: `(${OWN}) is not false` })}`,
    },
    {
      name: "an organization that is absent",
      sql: `create table notes (id int primary key, org_id text);
create index on notes (org_id);
alter table notes enable row level security;
grant select on notes to authenticated;
create policy "See" on notes for select to authenticated
  using (org_id is null or org_id = (select coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id')));`,
    },
  ],
  valid: [
    { name: "the owner", sql: SOUND },
    {
      name: "deleted rows left out",
      sql: `${TASKS}alter table tasks add column deleted_at timestamptz;
${policies("tasks", { select: `${OWN} and deleted_at is null` })}`,
    },
  ],
};
