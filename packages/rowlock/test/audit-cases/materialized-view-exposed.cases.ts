import { type RuleCases, SOUND } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "granted",
      sql: `${SOUND}create materialized view counts as select user_id, count(*) from tasks group by user_id;
grant select on counts to authenticated;`,
    },
  ],
  valid: [
    {
      name: "granted to nobody",
      sql: `${SOUND}create materialized view counts as select user_id, count(*) from tasks group by user_id;`,
    },
  ],
};
