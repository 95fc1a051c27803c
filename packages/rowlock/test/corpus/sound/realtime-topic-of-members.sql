-- Channels are for those who are listed for the room.
-- source: https://github.com/supabase/supabase/pull/22803

do $$ begin
  if to_regclass('realtime.messages') is null then
    create schema realtime;
    grant usage on schema realtime to anon, authenticated;
    create table realtime.messages (
      id uuid not null default gen_random_uuid(), topic text not null, extension text not null, payload jsonb, event text,
      private boolean default false, updated_at timestamp not null default now(), inserted_at timestamp not null default now(),
      primary key (id, inserted_at)
    ) partition by range (inserted_at);
    alter table realtime.messages enable row level security;
    grant select, insert on realtime.messages to anon, authenticated;
    create function realtime.topic() returns text language sql stable
      as $f$ select nullif(current_setting('realtime.topic', true), '') $f$;
  end if;
end $$;
create table rooms_users (
  room text not null,
  user_id text not null,
  primary key (user_id, room)
);
alter table rooms_users enable row level security;
create policy "own rooms" on rooms_users for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select on rooms_users to authenticated;
create policy "listen" on realtime.messages for select to authenticated
  using (exists (select from rooms_users ru where ru.user_id = (select auth.jwt() ->> 'sub') and ru.room = (select realtime.topic()))
    and extension in ('broadcast', 'presence'));
