-- Tenants by a claim, kept apart in every policy except the one for reading.
-- expect: audit policy-always-true; prove read

create table tickets (
  id uuid primary key default gen_random_uuid(),
  subject text,
  tenant_id uuid not null default (auth.jwt() -> 'app_metadata' ->> 'tenant_id')::uuid
);
create index on tickets (tenant_id);
alter table tickets enable row level security;
grant select, insert, update, delete on tickets to authenticated;
create policy "add" on tickets for insert to authenticated with check (tenant_id = (select (auth.jwt() -> 'app_metadata' ->> 'tenant_id')::uuid));
create policy "change" on tickets for update to authenticated using (tenant_id = (select (auth.jwt() -> 'app_metadata' ->> 'tenant_id')::uuid)) with check (tenant_id = (select (auth.jwt() -> 'app_metadata' ->> 'tenant_id')::uuid));
create policy "remove" on tickets for delete to authenticated using (tenant_id = (select (auth.jwt() -> 'app_metadata' ->> 'tenant_id')::uuid));
create policy "see" on tickets for select to authenticated using (true);
