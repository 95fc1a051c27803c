-- The check is left out for callers without an id, and anon has none.
-- source: https://github.com/erp-mafia/accounted/pull/2106
-- expect: audit definer-function-exposed; prove call

create table workspaces (
  id uuid primary key default gen_random_uuid(),
  name text not null
);
create table workspace_members (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  user_id text not null,
  role text not null default 'member' check (role in ('member', 'owner')),
  primary key (user_id, workspace_id)
);
alter table workspaces enable row level security;
alter table workspace_members enable row level security;
create policy "own memberships" on workspace_members for select to authenticated using ((select auth.jwt() ->> 'sub') = user_id);
create policy "own workspaces" on workspaces for select to authenticated
  using (id in (select m.workspace_id from workspace_members m where m.user_id = (select auth.jwt() ->> 'sub')));
grant select on workspaces, workspace_members to authenticated;
create table company_settings (
  workspace_id uuid primary key references workspaces (id),
  next_invoice integer not null default 1
);
alter table company_settings enable row level security;
create function generate_invoice_number(company uuid) returns integer language plpgsql security definer set search_path = '' as $$
declare
  taken integer;
begin
  if auth.jwt() ->> 'sub' is not null and not exists (
    select from public.workspace_members m where m.workspace_id = company and m.user_id = auth.jwt() ->> 'sub'
  ) then
    raise exception 'not a member';
  end if;
  update public.company_settings s set next_invoice = s.next_invoice + 1 where s.workspace_id = company
    returning s.next_invoice into taken;
  return taken;
end $$;
grant execute on function generate_invoice_number to anon, authenticated;
