import type { RuleCases } from "../rule-case.ts";

const ME = "(select auth.jwt() ->> 'sub')";

const TABLES = `create table projects (tenant text, number int, name text, primary key (tenant, number));
create table items (
  tenant text, project_number int, item int, primary key (tenant, project_number, item),
  foreign key (tenant, project_number) references projects (tenant, number)
);
alter table projects enable row level security;
alter table items enable row level security;
grant select on projects, items to authenticated;
create policy "See" on projects for select to authenticated using (tenant = ${ME});
`;

export const cases: RuleCases = {
  invalid: [
    {
      name: "the number of a project without its tenant",
      sql: `${TABLES}create policy "See" on items for select to authenticated using (
  exists (select 1 from projects p where p.number = items.project_number and p.tenant = ${ME}));`,
    },
    {
      name: "the same, left to the policies of the parent",
      sql: `${TABLES}create policy "See" on items for select to authenticated using (
  project_number in (select number from projects));`,
    },
  ],
  valid: [
    {
      name: "the whole key",
      sql: `${TABLES}create policy "See" on items for select to authenticated using (
  exists (select 1 from projects p where p.number = items.project_number and p.tenant = items.tenant and p.tenant = ${ME}));`,
    },
    {
      name: "the number, of rows that are the caller's anyhow",
      sql: `${TABLES}create policy "See" on items for select to authenticated using (
  tenant = ${ME} and exists (select 1 from projects p where p.number = items.project_number));`,
    },
    {
      name: "a member's message, by the team",
      sql: `create table teams (id int primary key, name text);
create table team_members (team_id int references teams (id), user_id text, primary key (team_id, user_id));
create table messages (
  id int primary key, team_id int, author_id text,
  foreign key (team_id, author_id) references team_members (team_id, user_id)
);
create index on messages (team_id);
create index on messages (author_id);
alter table teams enable row level security;
alter table team_members enable row level security;
alter table messages enable row level security;
grant select on team_members, messages to authenticated;
create policy "See" on team_members for select to authenticated using (user_id = ${ME});
create policy "See" on messages for select to authenticated using (
  exists (select 1 from team_members m where m.team_id = messages.team_id and m.user_id = ${ME}));`,
    },
  ],
};
