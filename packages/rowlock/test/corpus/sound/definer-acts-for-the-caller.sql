-- A function that takes whose it is, and acts for the caller alone.
-- source: https://github.com/mthines/lorekit/pull/288

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
create function memory_delete(p_id uuid, p_user_id text default null) returns void
language plpgsql security definer set search_path = '' as $$
declare
  actor text := auth.jwt() ->> 'sub';
begin
  if actor is null then
    raise exception 'sign in first';
  end if;
  delete from public.memories m where m.id = p_id and m.user_id = actor;
end $$;
revoke execute on function memory_delete from public, anon;
grant execute on function memory_delete to authenticated;
