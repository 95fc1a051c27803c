import { OWN, type RuleCases } from "../rule-case.ts";

const PUBLISHED = `create table projects (id int primary key, public boolean not null default false, user_id text);
create index on projects (user_id);
alter table projects enable row level security;
grant select on projects to authenticated;
create policy "See" on projects for select to authenticated using (public or ${OWN});
create table tasks (id int primary key, project_id int references projects (id));
create index on tasks (project_id);
alter table tasks enable row level security;
`;

export const cases: RuleCases = {
  invalid: [
    {
      name: "a parent without row level security",
      sql: `create table projects (id int primary key, user_id text);
create index on projects (user_id);
grant select on projects to authenticated;
create table tasks (id int primary key, project_id int references projects (id));
alter table tasks enable row level security;
grant select on tasks to authenticated;
create policy "See" on tasks for select to authenticated using (exists (select 1 from projects p where p.id = tasks.project_id));`,
    },
    {
      name: "a parent that is open",
      sql: `create table projects (id int primary key, user_id text);
create index on projects (user_id);
alter table projects enable row level security;
grant select on projects to authenticated;
create policy "See" on projects for select to authenticated using (true);
create table tasks (id int primary key, project_id int references projects (id));
alter table tasks enable row level security;
grant select on tasks to authenticated;
create policy "See" on tasks for select to authenticated using (project_id in (select id from projects));`,
    },
    {
      name: "deleting from what others published",
      sql: `${PUBLISHED}grant select, delete on tasks to authenticated;
create policy "Delete" on tasks for delete to authenticated using (project_id in (select id from projects));`,
    },
  ],
  valid: [
    {
      name: "seeing what belongs to what others published",
      sql: `${PUBLISHED}grant select on tasks to authenticated;
create policy "See" on tasks for select to authenticated using (project_id in (select id from projects));`,
    },
    {
      name: "a parent that is guarded",
      sql: `create table projects (id int primary key, user_id text);
create index on projects (user_id);
alter table projects enable row level security;
grant select on projects to authenticated;
create policy "See" on projects for select to authenticated using (${OWN});
create table tasks (id int primary key, project_id int references projects (id));
alter table tasks enable row level security;
grant select on tasks to authenticated;
create policy "See" on tasks for select to authenticated using (exists (select 1 from projects p where p.id = tasks.project_id));`,
    },
  ],
};
