-- Messages that nobody owns are shown to all, and all messages are such.
-- source: https://github.com/durdana3105/peer-learning/issues/99
-- expect: audit policy-null-owner; prove read

create table chat_messages (
  id uuid primary key default gen_random_uuid(),
  body text,
  user_id text
);
create index on chat_messages (user_id);
alter table chat_messages enable row level security;
create policy "read" on chat_messages for select to authenticated using (user_id is null or user_id = (select auth.jwt() ->> 'sub'));
create policy "write" on chat_messages for insert to authenticated with check (user_id is null or user_id = (select auth.jwt() ->> 'sub'));
grant select, insert on chat_messages to authenticated;
