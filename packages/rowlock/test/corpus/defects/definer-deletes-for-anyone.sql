-- A function that deletes what it is told is the caller's.
-- source: https://github.com/mthines/lorekit/pull/288
-- expect: audit definer-function-exposed; prove call

create table memories (
  id uuid primary key default gen_random_uuid(),
  body text,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on memories (user_id);
alter table memories enable row level security;
create policy "memories select" on memories for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "memories insert" on memories for insert to authenticated with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "memories update" on memories for update to authenticated using ((select auth.jwt() ->> 'sub') = user_id) with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "memories delete" on memories for delete to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select, insert, update, delete on memories to authenticated;
create function memory_delete(p_id uuid, p_user_id text) returns void language sql security definer set search_path = ''
  as $$ delete from public.memories where id = p_id and user_id = p_user_id $$;
grant execute on function memory_delete to anon, authenticated;
