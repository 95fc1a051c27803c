import { policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "is not distinct from",
      sql: `${TASKS}${policies("tasks", { select: "user_id is not distinct from (select auth.jwt() ->> 'sub')" })}`,
    },
    {
      name: "not distinct, negated",
      sql: `${TASKS}${policies("tasks", { insert: "not (user_id is distinct from (select auth.jwt() ->> 'sub'))" })}`,
    },
  ],
  valid: [{ name: "the owner", sql: SOUND }],
};
