-- A trigger with its owner's rights changes the row that the writer names.
-- expect: audit trigger-writes-others

create table accounts (
  id uuid primary key default gen_random_uuid(),
  nickname text, plan text,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on accounts (user_id);
alter table accounts enable row level security;
create policy "accounts select" on accounts for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
grant select on accounts to authenticated;
create table requests (
  id uuid primary key default gen_random_uuid(),
  account_id uuid not null references accounts (id), plan text,
  user_id text not null default auth.jwt() ->> 'sub'
);
create index on requests (user_id);
alter table requests enable row level security;
create policy "requests select" on requests for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "requests insert" on requests for insert to authenticated with check ((select auth.jwt() ->> 'sub') = user_id);
grant select, insert on requests to authenticated;
create index on requests (account_id);
create schema private;
create function private.apply_request() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.accounts set plan = new.plan where id = new.account_id;
  return new;
end $$;
create trigger on_request after insert on requests for each row execute function private.apply_request();
