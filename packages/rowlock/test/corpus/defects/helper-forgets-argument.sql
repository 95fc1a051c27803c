-- The helper is given the company and looks whether the caller is in any.
-- expect: audit policy-unrelated-subquery

create table staff (
  company uuid not null,
  user_id text not null,
  primary key (company, user_id)
);
create index on staff (user_id);
alter table staff enable row level security;
create policy "own entries" on staff for select to authenticated using (user_id = (select auth.jwt() ->> 'sub'));
grant select on staff to authenticated;
create schema private;
grant usage on schema private to authenticated;
create function private.works_for(wanted uuid) returns boolean language plpgsql stable security definer set search_path = ''
  as $$ begin return exists (select 1 from public.staff s where s.user_id = auth.jwt() ->> 'sub'); end $$;
create table salaries (
  id uuid primary key default gen_random_uuid(),
  paid_by uuid not null,
  amount numeric not null
);
create index on salaries (paid_by);
alter table salaries enable row level security;
create policy "of the company" on salaries for select to authenticated using ((select private.works_for(paid_by)));
grant select on salaries to authenticated;
