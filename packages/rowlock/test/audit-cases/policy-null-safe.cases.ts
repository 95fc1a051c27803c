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
    {
      name: "the same stand-in for a row without an owner and for a caller without a name",
      sql: `${TASKS}${policies("tasks", { select: "coalesce(user_id, '') = coalesce((select auth.jwt() ->> 'sub'), '')" })}`,
    },
  ],
  valid: [
    { name: "the owner", sql: SOUND },
    {
      name: "a stand-in that no caller has",
      sql: `${TASKS}${policies("tasks", { select: "coalesce(user_id, '') = (select auth.jwt() ->> 'sub')" })}`,
    },
  ],
};
