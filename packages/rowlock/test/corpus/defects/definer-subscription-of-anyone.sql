-- What somebody pays, told to whoever asks.
-- source: https://github.com/smith-horn/skillsmith/pull/1710
-- expect: audit definer-function-exposed

create table subscriptions (
  id uuid primary key default gen_random_uuid(),
  tier text, seats integer,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on subscriptions (user_id);
alter table subscriptions enable row level security;
create policy "subscriptions select" on subscriptions for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select on subscriptions to authenticated;
create function get_user_subscription(user_uuid text) returns table (tier text, seats integer)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query select s.tier, s.seats from public.subscriptions s where s.user_id = user_uuid;
end $$;
grant execute on function get_user_subscription to anon, authenticated;
