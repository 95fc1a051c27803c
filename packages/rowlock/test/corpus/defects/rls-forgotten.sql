-- Invoices are granted, and nobody switched row level security on.
-- expect: audit rls-disabled; prove read, update another's, delete another's

create table invoices (
  id uuid primary key default gen_random_uuid(),
  amount numeric(10, 2) not null check (amount > 0),
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on invoices (user_id);
grant select, insert, update, delete on invoices to authenticated;
