import type { RuleCases } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "admins of any organization",
      sql: `create table notes (id int primary key, org_id text not null);
create index on notes (org_id);
alter table notes enable row level security;
grant select on notes to authenticated;
create policy "See" on notes for select to authenticated using ((select auth.jwt() -> 'o' ->> 'rol') = 'admin');`,
    },
  ],
  valid: [
    {
      name: "admins of the row's organization",
      sql: `create table notes (id int primary key, org_id text not null);
create index on notes (org_id);
alter table notes enable row level security;
grant select on notes to authenticated;
create policy "See" on notes for select to authenticated using (
  org_id = (select coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id')) and (select auth.jwt() -> 'o' ->> 'rol') = 'admin'
);`,
    },
  ],
};
