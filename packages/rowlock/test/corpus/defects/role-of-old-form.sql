-- Today's tokens say admin, and the policy asks for org:admin: no admin may write.
-- intent: {"public.handbooks": {"write": "role:admin"}}
-- expect: audit claim-role-form

create table handbooks (
  id uuid primary key default gen_random_uuid(),
  org_id text not null default coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id'),
  body text
);
create index on handbooks (org_id);
alter table handbooks enable row level security;
create policy "read" on handbooks for select to authenticated
  using (org_id = (select coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id')));
create policy "add" on handbooks for insert to authenticated with check (
  org_id = (select coalesce(auth.jwt() -> 'o' ->> 'id', auth.jwt() ->> 'org_id'))
  and (select auth.jwt() -> 'o' ->> 'rol') = 'org:admin');
grant select, insert on handbooks to authenticated;
