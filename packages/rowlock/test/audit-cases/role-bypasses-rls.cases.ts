import type { RuleCases } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "a member of service_role",
      fromMajor: 16,
      sql: `create role rowlock_case_member noinherit;
grant service_role to rowlock_case_member with inherit true;`,
      roles: ["rowlock_case_member"],
    },
    {
      name: "a member of a role of the project's own",
      fromMajor: 16,
      sql: `create role rowlock_case_staff nologin bypassrls;
create role rowlock_case_member noinherit;
grant rowlock_case_staff to rowlock_case_member;`,
      roles: ["rowlock_case_member", "rowlock_case_staff"],
    },
    {
      name: "a role above policies that a token can name",
      fromMajor: 16,
      sql: `create role rowlock_case_support nologin bypassrls;
grant rowlock_case_support to authenticator;`,
      roles: ["rowlock_case_support"],
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
