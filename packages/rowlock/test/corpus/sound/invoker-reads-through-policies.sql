-- A view with the caller's rights.
-- source: https://github.com/supabase/agent-skills/issues/508

create table users (
  id uuid primary key default gen_random_uuid(),
  bio text,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on users (user_id);
alter table users enable row level security;
create policy "users select" on users for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "users insert" on users for insert to authenticated with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "users update" on users for update to authenticated using ((select auth.jwt() ->> 'sub') = user_id) with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "users delete" on users for delete to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select, insert, update, delete on users to authenticated;
create view cards with (security_invoker = on) as select id, bio from users;
grant select on cards to authenticated;
