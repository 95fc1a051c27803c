-- To let users find each other, all rows but one's own can be read.
-- source: https://github.com/tamagui/tamagui/pull/4054
-- expect: audit policy-inverted; prove read

create table users (
  id text primary key,
  full_name text,
  billing_address text
);
alter table users enable row level security;
create policy "me" on users for select to authenticated using ((select auth.jwt() ->> 'sub') = id);
create policy "search" on users for select to authenticated using ((select auth.jwt() ->> 'sub') <> id);
grant select on users to authenticated;
