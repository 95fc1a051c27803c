import type { RuleCases } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "org_id alone",
      sql: `create table notes (id int primary key, org_id text not null);
create index on notes (org_id);
alter table notes enable row level security;
grant select on notes to authenticated;
create policy "See" on notes for select to authenticated using (org_id = (select auth.jwt() ->> 'org_id'));`,
    },
    {
      name: "in a function",
      sql: `create function my_org() returns text language sql stable set search_path = '' as $$ select auth.jwt() ->> 'org_id' $$;`,
    },
  ],
  valid: [
    {
      name: "both versions side by side",
      sql: `create table docs (id int primary key, org_id text);
alter table docs enable row level security;
create policy "See" on docs for select to authenticated
  using (org_id = (select auth.jwt() -> 'o' ->> 'id') or org_id = (select auth.jwt() ->> 'org_id'));`,
    },
    {
      name: "both versions",
      sql: `create table notes (id int primary key, org_id text not null);
create index on notes (org_id);
alter table notes enable row level security;
grant select on notes to authenticated;
create policy "See" on notes for select to authenticated
  using (org_id = (select coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id')));`,
    },
    {
      name: "version 2",
      sql: `create table notes (id int primary key, org_id text not null);
create index on notes (org_id);
alter table notes enable row level security;
grant select on notes to authenticated;
create policy "See" on notes for select to authenticated using (org_id = (select auth.jwt() -> 'o' ->> 'id'));`,
    },
  ],
};
