-- Every partition takes one region, and there is none for others.
-- weakened: no

create table logs (
  id bigint generated always as identity,
  user_id text not null default auth.jwt() ->> 'sub',
  region text not null,
  primary key (id, region)
) partition by list (region);
create table logs_eu partition of logs for values in ('eu');
create table logs_us partition of logs for values in ('us');
create index on logs (user_id);
alter table logs enable row level security;
alter table logs_eu enable row level security;
alter table logs_us enable row level security;
create policy "read" on logs for select to authenticated using (user_id = (select auth.jwt() ->> 'sub'));
create policy "add" on logs for insert to authenticated with check (user_id = (select auth.jwt() ->> 'sub'));
grant select, insert on logs to authenticated;
