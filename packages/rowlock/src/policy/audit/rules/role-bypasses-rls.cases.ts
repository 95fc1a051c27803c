import type { RuleCases } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "a member of service_role",
      sql: `create role rowlock_case_member noinherit;
grant service_role to rowlock_case_member with inherit true;`,
      roles: ["rowlock_case_member"],
    },
  ],
  valid: [
    {
      name: "a plain role",
      sql: `create role rowlock_case_member noinherit;`,
      roles: ["rowlock_case_member"],
    },
  ],
};
