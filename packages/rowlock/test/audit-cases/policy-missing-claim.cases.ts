import { type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "callers without an id",
      sql: `${TASKS}grant select on tasks to anon;
create policy "See" on tasks for select to anon, authenticated
  using (user_id = (select auth.jwt() ->> 'sub') or (select auth.jwt() ->> 'sub') is null);`,
    },
  ],
  valid: [{ name: "the owner", sql: SOUND }],
};
