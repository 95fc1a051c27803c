import { policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "auth.uid() as text",
      sql: `${TASKS}${policies("tasks", { select: "(select auth.uid())::text = user_id" })}`,
    },
    {
      name: "a default",
      sql: `create table tasks (id int primary key, user_id uuid default auth.uid());`,
    },
    {
      name: "a function of one's own",
      sql: `create function me() returns uuid language sql stable set search_path = '' as $$ select (auth.jwt() ->> 'sub')::uuid $$;`,
    },
  ],
  valid: [{ name: "text", sql: SOUND }],
};
