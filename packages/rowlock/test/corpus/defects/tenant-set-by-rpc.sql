-- Whose rows are seen is a setting, and a function sets it to what it is told.
-- source: https://github.com/tazama-lf/tazama-stack/pull/150
-- expect: audit function-sets-config

create table accounts (
  id uuid primary key default gen_random_uuid(),
  iban text,
  tenant_id text not null
);
create index on accounts (tenant_id);
alter table accounts enable row level security;
create policy "tenant" on accounts for select to authenticated using (tenant_id = (select current_setting('app.tenant_id', true)));
grant select on accounts to authenticated;
create function set_tenant_id(tenant text) returns void language plpgsql as $$
begin
  perform set_config('app.tenant_id', tenant, false);
end $$;
grant execute on function set_tenant_id to authenticated;
