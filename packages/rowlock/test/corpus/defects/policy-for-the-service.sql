-- A policy that was meant for a server's key, and names no role.
-- source: https://github.com/KanishJebaMathewM/Truxify/issues/11720
-- expect: audit policy-always-true; prove read

create table positions (
  id uuid primary key default gen_random_uuid(),
  latitude numeric, longitude numeric,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on positions (user_id);
alter table positions enable row level security;
create policy "positions select" on positions for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "positions insert" on positions for insert to authenticated with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "positions update" on positions for update to authenticated using ((select auth.jwt() ->> 'sub') = user_id) with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "positions delete" on positions for delete to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select, insert, update, delete on positions to authenticated;
create policy "service" on positions using (true) with check (true);
grant select on positions to anon;
