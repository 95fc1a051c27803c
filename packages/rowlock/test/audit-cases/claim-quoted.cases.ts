import { policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "-> and a cast",
      sql: `${TASKS}${policies("tasks", { select: "user_id = (select (auth.jwt() -> 'sub')::text)" })}`,
    },
  ],
  valid: [
    { name: "->>", sql: SOUND },
    {
      name: "JSON compared with JSON",
      sql: `${TASKS}${policies("tasks", { select: "to_jsonb(user_id) = (select auth.jwt() -> 'sub')" })}`,
    },
  ],
};
