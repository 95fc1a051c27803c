-- People change their profile, but for the columns that others trust.
-- source: https://github.com/KanishJebaMathewM/Truxify/pull/5925

create table profiles (
  id text primary key default auth.jwt() ->> 'sub',
  display_name text,
  role text not null default 'customer' check (role in ('customer', 'driver'))
);
alter table profiles enable row level security;
create policy "see" on profiles for select to authenticated using ((select auth.jwt() ->> 'sub') = id);
create policy "add" on profiles for insert to authenticated with check ((select auth.jwt() ->> 'sub') = id and role = 'customer');
create policy "change" on profiles for update to authenticated using ((select auth.jwt() ->> 'sub') = id) with check ((select auth.jwt() ->> 'sub') = id);
grant select, insert on profiles to authenticated;
grant update (display_name) on profiles to authenticated;
create table loads (
  id uuid primary key default gen_random_uuid(),
  address text,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on loads (user_id);
alter table loads enable row level security;
create policy "loads" on loads for select to authenticated
  using ((select auth.jwt() ->> 'sub') = user_id or exists (select from profiles p where p.id = (select auth.jwt() ->> 'sub') and p.role = 'driver'));
create policy "add loads" on loads for insert to authenticated with check ((select auth.jwt() ->> 'sub') = user_id);
grant select, insert on loads to authenticated;
