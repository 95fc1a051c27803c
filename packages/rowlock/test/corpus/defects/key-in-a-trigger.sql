-- A webhook's key, written into the function.
-- source: https://github.com/supabase/supabase/issues/22537
-- expect: audit secret-in-function

create table tickets (
  id uuid primary key default gen_random_uuid(),
  subject text,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on tickets (user_id);
alter table tickets enable row level security;
create policy "tickets select" on tickets for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "tickets insert" on tickets for insert to authenticated with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "tickets update" on tickets for update to authenticated using ((select auth.jwt() ->> 'sub') = user_id) with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "tickets delete" on tickets for delete to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select, insert, update, delete on tickets to authenticated;
create schema private;
create function private.notify_ticket() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  service_role_key text := 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJleGFtcGxlIiwicm9sZSI6InNlcnZpY2Vfcm9sZSIsImV4cCI6MX0.not-a-signature-of-anything';
begin
  raise log 'a ticket for %', length(service_role_key);
  return new;
end $$;
create trigger on_ticket after insert on tickets for each row execute function private.notify_ticket();
