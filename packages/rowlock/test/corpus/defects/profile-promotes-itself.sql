-- Own profiles may be changed, and the rank stands in them.
-- source: https://github.com/RatLoopz/sahidawa-india/issues/4165
-- expect: audit policy-self-granted

create table profiles (
  id text primary key default auth.jwt() ->> 'sub',
  display_name text,
  role text not null default 'user' check (role in ('user', 'admin'))
);
alter table profiles enable row level security;
create policy "profiles select" on profiles for select to authenticated using ((select auth.jwt() ->> 'sub') = id);
create policy "profiles insert" on profiles for insert to authenticated with check ((select auth.jwt() ->> 'sub') = id);
create policy "profiles update" on profiles for update to authenticated using ((select auth.jwt() ->> 'sub') = id) with check ((select auth.jwt() ->> 'sub') = id);
grant select, insert, update on profiles to authenticated;
create table reports (
  id uuid primary key default gen_random_uuid(),
  body text,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on reports (user_id);
alter table reports enable row level security;
create policy "own reports" on reports for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "admins read" on reports for select to authenticated
  using (exists (select from profiles p where p.id = (select auth.jwt() ->> 'sub') and p.role = 'admin'));
grant select on reports to authenticated;
