-- A transaction in PL/pgSQL over the wallet of whoever is named.
-- source: https://github.com/KanishJebaMathewM/Truxify/issues/1851
-- expect: audit definer-function-exposed

create table wallets (
  id uuid primary key default gen_random_uuid(),
  balance integer not null default 0, confirmed boolean not null default true,
  driver_id text not null default auth.jwt() ->> 'sub'
);
create index on wallets (driver_id);
alter table wallets enable row level security;
create policy "wallets select" on wallets for select to authenticated using ((select auth.jwt() ->> 'sub') = driver_id);
grant select on wallets to authenticated;
create function withdraw_funds(p_driver_id text, p_amount integer) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  is_confirmed boolean;
  left_over integer;
begin
  select w.confirmed into is_confirmed from public.wallets w where w.driver_id = p_driver_id for update;
  if not is_confirmed then
    raise exception 'not confirmed';
  end if;
  update public.wallets w set balance = w.balance - p_amount where w.driver_id = p_driver_id returning w.balance into left_over;
  return left_over;
end $$;
grant execute on function withdraw_funds to authenticated;
