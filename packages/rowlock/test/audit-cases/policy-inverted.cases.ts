import { OWN, policies, type RuleCases, SOUND, TASKS, TEAMS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "an inequality",
      sql: `${TASKS}${policies("tasks", { select: "user_id <> (select auth.jwt() ->> 'sub')" })}`,
    },
    {
      name: "not exists",
      sql: `${TEAMS}create policy "See" on projects for select to authenticated
  using (not exists (select 1 from members m where m.team_id = projects.team_id and m.user_id = (select auth.jwt() ->> 'sub')));`,
    },
  ],
  valid: [
    { name: "the owner", sql: SOUND },
    {
      name: "the owner, blocked rows left out",
      sql: `${TASKS}${policies("tasks", { select: `${OWN} and name <> 'blocked'` })}`,
    },
  ],
};
