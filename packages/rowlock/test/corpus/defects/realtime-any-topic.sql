-- Whoever is signed in listens to every private channel.
-- source: https://github.com/supabase/supabase/pull/27691
-- expect: audit policy-always-true; prove hear

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
create policy "listen" on realtime.messages for select to authenticated using (true);
