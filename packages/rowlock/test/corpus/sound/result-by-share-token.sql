-- A result is read by the long random token that its owner gives away.
-- source: https://github.com/JackWinterburn/DTP-project/issues/6

create table results (
  id uuid primary key default gen_random_uuid(),
  score integer, share_token uuid not null default gen_random_uuid(),
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on results (user_id);
alter table results enable row level security;
create policy "results select" on results for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "results insert" on results for insert to authenticated with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "results update" on results for update to authenticated using ((select auth.jwt() ->> 'sub') = user_id) with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "results delete" on results for delete to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select, insert, update, delete on results to authenticated;
create function get_result_by_share_token(token uuid) returns table (score integer)
language sql stable security definer set search_path = ''
  as $$ select r.score from public.results r where r.share_token = token $$;
grant execute on function get_result_by_share_token to anon, authenticated;
