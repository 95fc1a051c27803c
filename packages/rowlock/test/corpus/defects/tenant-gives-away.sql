-- A row can be moved to another tenant.
-- expect: audit update-gives-away; prove give away

create table tickets (
  id uuid primary key default gen_random_uuid(),
  subject text,
  created_by text default (auth.jwt() ->> 'sub'),
  tenant_id uuid not null default (auth.jwt() -> 'app_metadata' ->> 'tenant_id')::uuid
);
create index on tickets (tenant_id);
alter table tickets enable row level security;
grant select, insert, update, delete on tickets to authenticated;
create policy "see" on tickets for select to authenticated using (tenant_id = (select (auth.jwt() -> 'app_metadata' ->> 'tenant_id')::uuid));
create policy "add" on tickets for insert to authenticated with check (tenant_id = (select (auth.jwt() -> 'app_metadata' ->> 'tenant_id')::uuid));
create policy "change" on tickets for update to authenticated using (tenant_id = (select (auth.jwt() -> 'app_metadata' ->> 'tenant_id')::uuid)) with check (true);
create policy "remove" on tickets for delete to authenticated using (tenant_id = (select (auth.jwt() -> 'app_metadata' ->> 'tenant_id')::uuid));
