-- So that signing up works, any profile may be added.
-- source: https://github.com/Wolfxinze/SMGE/issues/16
-- expect: audit insert-foreign-owner; prove insert as another

create table profiles (
  id text primary key,
  agency text,
  role text not null default 'member'
);
alter table profiles enable row level security;
create policy "profiles select" on profiles for select to authenticated using ((select auth.jwt() ->> 'sub') = id);
create policy "profiles update" on profiles for update to authenticated using ((select auth.jwt() ->> 'sub') = id) with check ((select auth.jwt() ->> 'sub') = id);
create policy "sign-up" on profiles for insert to authenticated with check (true);
grant select, insert, update on profiles to authenticated;
