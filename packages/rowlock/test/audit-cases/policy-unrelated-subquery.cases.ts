import { MEMBER, OWN, policies, type RuleCases, TASKS, TEAMS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "a member of any team",
      sql: `${TEAMS}create policy "See" on projects for select to authenticated
  using (exists (select 1 from members m where m.user_id = (select auth.jwt() ->> 'sub')));`,
    },
    {
      name: "a column compared with its own table's",
      sql: `${TEAMS}create policy "See" on projects for select to authenticated
  using (exists (select 1 from members m where m.team_id = m.team_id and m.user_id = (select auth.jwt() ->> 'sub')));`,
    },
    {
      name: "tied by OR",
      sql: `${TEAMS}create policy "See" on projects for select to authenticated
  using (exists (select 1 from members m where m.team_id = projects.team_id or m.user_id = (select auth.jwt() ->> 'sub')));`,
    },
  ],
  valid: [
    {
      name: "tied to the row",
      sql: `${TEAMS}create policy "See" on projects for select to authenticated
  using (exists (select 1 from members m where m.team_id = projects.team_id and m.user_id = (select auth.jwt() ->> 'sub')));`,
    },
    {
      name: "an administrator, by a list that nothing could tie to the row",
      sql: `create table admins (user_id text primary key);
alter table admins enable row level security;
create policy "Own" on admins for select to authenticated using (${OWN});
grant select on admins to authenticated;
${TASKS}${policies("tasks", { select: `${OWN} or exists (select 1 from admins a where a.user_id = (select auth.jwt() ->> 'sub'))` })}`,
    },
    {
      name: "with IN",
      sql: `${TEAMS}create policy "See" on projects for select to authenticated using (${MEMBER});`,
    },
  ],
};
