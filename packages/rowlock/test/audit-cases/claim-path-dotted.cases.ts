import { OWN, policies, type RuleCases, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "o.id as one key",
      sql: `create table notes (id int primary key, org_id text not null);
create index on notes (org_id);
alter table notes enable row level security;
grant select on notes to authenticated;
create policy "See" on notes for select to authenticated using (org_id = (select auth.jwt() ->> 'o.id'));`,
    },
  ],
  valid: [
    {
      name: "one key at a time",
      sql: `create table notes (id int primary key, org_id text not null);
create index on notes (org_id);
alter table notes enable row level security;
grant select on notes to authenticated;
create policy "See" on notes for select to authenticated
  using (org_id = (select coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id')));`,
    },
    {
      name: "a claim that is named by an address",
      sql: `${TASKS}${policies("tasks", { select: `${OWN} and (select auth.jwt() ->> 'https://example.com/tier') = 'pro'` })}`,
    },
  ],
};
