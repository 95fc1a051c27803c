import { policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "one setting a claim",
      sql: `${TASKS}${policies("tasks", { select: "user_id = (select current_setting('request.jwt.claim.sub', true))" })}`,
    },
  ],
  valid: [{ name: "all claims in one", sql: SOUND }],
};
