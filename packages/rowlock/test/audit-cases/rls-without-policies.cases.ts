import { type RuleCases, SOUND, TASKS } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [{ name: "granted, no policy", sql: TASKS }],
  valid: [
    { name: "with policies", sql: SOUND },
    { name: "granted to nobody", sql: `${TASKS}revoke all on tasks from authenticated;` },
  ],
};
