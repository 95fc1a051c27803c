-- That a message belongs to a session is all that is asked.
-- source: https://github.com/durdana3105/peer-learning/pull/1022
-- expect: audit policy-row-only; prove read

create table messages (
  id uuid primary key default gen_random_uuid(),
  body text,
  session_id uuid,
  sender_id text not null default auth.jwt() ->> 'sub',
  receiver_id text
);
create index on messages (sender_id);
create index on messages (receiver_id);
alter table messages enable row level security;
create policy "read" on messages for select to authenticated
  using (sender_id = (select auth.jwt() ->> 'sub') or receiver_id = (select auth.jwt() ->> 'sub') or session_id is not null);
create policy "send" on messages for insert to authenticated with check (sender_id = (select auth.jwt() ->> 'sub'));
grant select, insert on messages to authenticated;
