import { type RuleCases, SOUND } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [{ name: "granted", sql: `grant create on schema public to authenticated;` }],
  valid: [{ name: "as it comes", sql: SOUND }],
};
