-- Project numbers count anew for each tenant, and the policy of the items looks for the number alone.
-- expect: audit policy-partial-key

create table projects (
  tenant text not null default auth.jwt() ->> 'sub',
  number int not null,
  name text,
  primary key (tenant, number)
);
create table project_items (
  tenant text not null default auth.jwt() ->> 'sub',
  project_number int not null,
  item int not null,
  note text,
  primary key (tenant, project_number, item),
  foreign key (tenant, project_number) references projects (tenant, number)
);
alter table projects enable row level security;
alter table project_items enable row level security;
create policy "own projects" on projects for select to authenticated using (tenant = (select auth.jwt() ->> 'sub'));
create policy "items of own projects" on project_items for select to authenticated using (exists (
  select 1 from projects p
  where p.number = project_items.project_number and p.tenant = (select auth.jwt() ->> 'sub')));
grant select on projects, project_items to authenticated;
