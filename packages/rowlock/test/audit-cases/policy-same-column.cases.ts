import { policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "a column and itself",
      sql: `${TASKS}${policies("tasks", { select: "user_id = user_id" })}`,
    },
    {
      name: "a name that means the inner table",
      sql: `${TASKS}create function owns(user_id text) returns boolean language sql stable set search_path = ''
  as $$ select owns.user_id = owns.user_id $$;
grant execute on function owns(text) to authenticated;
${policies("tasks", { select: "owns(user_id)" })}`,
    },
  ],
  valid: [{ name: "the owner", sql: SOUND }],
};
