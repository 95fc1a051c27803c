-- Rows say of themselves that they are not private.
-- source: https://github.com/mckaywrigley/chatbot-ui
-- expect: audit multiple-permissive-policies

create table prompts (
  id uuid primary key default gen_random_uuid(),
  content text,
  sharing text not null default 'private' check (sharing in ('private', 'public')),
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on prompts (user_id);
alter table prompts enable row level security;
create policy "own prompts" on prompts to authenticated using ((select auth.jwt() ->> 'sub') = user_id) with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "shared prompts" on prompts for select to authenticated using (sharing <> 'private');
grant select, insert, update, delete on prompts to authenticated;
