-- The tenant is what users write into their own metadata.
-- source: https://github.com/riteshbonthalakoti/HELPDESK.AI/pull/2724
-- expect: audit claim-editable; prove read

create table tickets (
  id uuid primary key default gen_random_uuid(),
  subject text,
  tenant_id text not null
);
create index on tickets (tenant_id);
alter table tickets enable row level security;
create policy "tenant" on tickets to authenticated using (tenant_id = (select auth.jwt() -> 'user_metadata' ->> 'tenant_id'));
grant select, insert, update, delete on tickets to authenticated;
