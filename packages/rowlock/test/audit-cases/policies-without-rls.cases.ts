import { policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "policies on a table that is not guarded",
      sql: `${TASKS}${policies()}alter table tasks disable row level security;`,
    },
  ],
  valid: [{ name: "switched on", sql: SOUND }],
};
