import { policies, type RuleCases, SOUND, TASKS, TEAMS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "the guide's policy",
      sql: `create function requesting_user_id() returns text language sql stable as $$
  select nullif(current_setting('request.jwt.claims', true)::json ->> 'sub', '')::text $$;
${TASKS}${policies("tasks", { select: "requesting_user_id() = user_id" })}`,
    },
    {
      name: "auth.jwt() as it is",
      sql: `${TASKS}${policies("tasks", { select: "(auth.jwt() ->> 'sub') = user_id" })}`,
    },
    {
      name: "a function that is not inlined",
      sql: `create function requesting_user_id() returns text language sql stable set search_path = '' as $$
  select nullif(current_setting('request.jwt.claims', true)::json ->> 'sub', '')::text $$;
${TASKS}${policies("tasks", { delete: "requesting_user_id() = user_id" })}`,
    },
    {
      name: "inside a subquery",
      sql: `${TEAMS}create policy "See" on projects for select to authenticated
  using (exists (select 1 from members m where m.team_id = projects.team_id and m.user_id = (auth.jwt() ->> 'sub')));`,
    },
  ],
  valid: [
    { name: "wrapped", sql: SOUND },
    {
      name: "a function, wrapped",
      sql: `create function requesting_user_id() returns text language sql stable as $$
  select nullif(current_setting('request.jwt.claims', true)::json ->> 'sub', '')::text $$;
${TASKS}${policies("tasks", { select: "(select requesting_user_id()) = user_id" })}`,
    },
    {
      name: "wrapped inside a subquery",
      sql: `${TEAMS}create policy "See" on projects for select to authenticated
  using (exists (select 1 from members m where m.team_id = projects.team_id and m.user_id = (select auth.jwt() ->> 'sub')));`,
    },
  ],
};
