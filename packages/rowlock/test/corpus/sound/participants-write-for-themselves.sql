-- Participants read, and write in their own name.
-- intent: {"public.messages": {"write": "user"}}
-- source: https://github.com/QueueLab/QCX/pull/708

create table chats (
  id uuid primary key default gen_random_uuid(),
  title text
);
create table chat_participants (
  chat_id uuid not null references chats (id) on delete cascade,
  user_id text not null,
  primary key (user_id, chat_id)
);
create table messages (
  id uuid primary key default gen_random_uuid(),
  chat_id uuid not null references chats (id) on delete cascade,
  body text,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on messages (chat_id);
create index on messages (user_id);
alter table chats enable row level security;
alter table chat_participants enable row level security;
alter table messages enable row level security;
create policy "own participations" on chat_participants for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "own chats" on chats for select to authenticated
  using (id in (select p.chat_id from chat_participants p where p.user_id = (select auth.jwt() ->> 'sub')));
create policy "read" on messages for select to authenticated
  using (chat_id in (select p.chat_id from chat_participants p where p.user_id = (select auth.jwt() ->> 'sub')));
create policy "write" on messages for insert to authenticated
  with check (user_id = (select auth.jwt() ->> 'sub') and chat_id in (select p.chat_id from chat_participants p where p.user_id = (select auth.jwt() ->> 'sub')));
grant select on chats, chat_participants to authenticated;
grant select, insert on messages to authenticated;
