import { policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "rows by address",
      sql: `${TASKS}${policies("tasks", { select: "user_id = (select auth.jwt() ->> 'email')" })}`,
    },
  ],
  valid: [{ name: "rows by id", sql: SOUND }],
};
