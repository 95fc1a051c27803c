import { policies, type RuleCases, SOUND, TASKS } from "../rule-case.ts";

const select = "user_id = (select auth.jwt() ->> 'user_id')";

export const cases: RuleCases = {
  invalid: [{ name: "user_id in place of sub", sql: `${TASKS}${policies("tasks", { select })}` }],
  valid: [
    { name: "sub", sql: SOUND },
    {
      name: "set by a template",
      sql: `${TASKS}${policies("tasks", { select })}`,
      project: {
        templates: [
          { name: "supabase", claims: { role: "authenticated", user_id: "{{user.id}}" } },
        ],
      },
    },
  ],
};
