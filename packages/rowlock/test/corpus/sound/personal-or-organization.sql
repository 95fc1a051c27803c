-- A file is personal until it is put into the organization; its maker may take it back out.
-- weakened: no

create table files (
  id uuid primary key default gen_random_uuid(),
  user_id text not null default auth.jwt() ->> 'sub',
  org_id text default coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id'),
  name text
);
create index on files (user_id);
create index on files (org_id);
alter table files enable row level security;
create policy "read" on files for select to authenticated using (
  org_id = (select coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id')) or (org_id is null and user_id = (select auth.jwt() ->> 'sub')));
create policy "add" on files for insert to authenticated with check (
  user_id = (select auth.jwt() ->> 'sub') and (org_id is null or org_id = (select coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id'))));
create policy "change" on files for update to authenticated
  using (org_id = (select coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id')) or (org_id is null and user_id = (select auth.jwt() ->> 'sub')))
  with check (org_id = (select coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id')) or (org_id is null and user_id = (select auth.jwt() ->> 'sub')));
grant select, insert, update on files to authenticated;
