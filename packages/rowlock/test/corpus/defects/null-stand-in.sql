-- A cart without a customer equals a visitor without a name.
-- expect: audit policy-null-safe; prove read

create table carts (
  id uuid primary key default gen_random_uuid(),
  customer text,
  items jsonb not null default '[]'
);
create index on carts (customer);
alter table carts enable row level security;
create policy "own cart" on carts for select to anon, authenticated
  using (coalesce(customer, '') = coalesce((select auth.jwt() ->> 'sub'), ''));
grant select on carts to anon, authenticated;
