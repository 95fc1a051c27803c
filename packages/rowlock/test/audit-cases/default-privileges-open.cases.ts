import { type RuleCases, SOUND } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "a standing order",
      sql: `alter default privileges in schema public grant select on tables to anon;`,
    },
  ],
  valid: [
    { name: "none", sql: SOUND },
    {
      name: "for the server",
      sql: `alter default privileges in schema public grant all on tables to service_role;`,
    },
  ],
};
