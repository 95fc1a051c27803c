-- Checks, enums, domains, generated columns, arrays and ranges.

create type status as enum ('open', 'paid', 'void');
create domain currency as text check (value ~ '^[A-Z]{3}$');
create table bills (
  id uuid primary key default gen_random_uuid(),
  number text not null check (number ~ '^[A-Z]{2}-[0-9]{4,}$' or length(number) >= 4),
  state status not null default 'open',
  currency currency not null default 'EUR',
  net numeric(12, 2) not null check (net >= 0),
  tax numeric(12, 2) not null default 0 check (tax >= 0),
  gross numeric(12, 2) generated always as (net + tax) stored,
  issued date not null default current_date,
  due date not null,
  tags text[] not null default '{}',
  period daterange,
  details jsonb not null default '{}' check (jsonb_typeof(details) = 'object'),
  email text check (email like '%_@_%'),
  user_id text not null default auth.jwt() ->> 'sub',
  check (due >= issued),
  unique (user_id, number)
);
create index on bills (user_id);
alter table bills enable row level security;
create policy "bills select" on bills for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "bills insert" on bills for insert to authenticated with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "bills update" on bills for update to authenticated using ((select auth.jwt() ->> 'sub') = user_id) with check ((select auth.jwt() ->> 'sub') = user_id);
create policy "bills delete" on bills for delete to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select, insert, update, delete on bills to authenticated;
