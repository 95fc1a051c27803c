import { type RuleCases, SOUND } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "granted",
      sql: `create server elsewhere foreign data wrapper postgres_fdw;
create foreign table orders (id int) server elsewhere;
grant select on orders to anon;`,
    },
  ],
  valid: [{ name: "a plain table", sql: SOUND }],
};
