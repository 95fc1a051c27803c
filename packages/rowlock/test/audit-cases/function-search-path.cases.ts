import type { RuleCases } from "../rule-case.ts";

export const cases: RuleCases = {
  invalid: [
    {
      name: "with its owner's rights",
      sql: `create function private_count() returns bigint language sql security definer as $$ select count(*) from pg_class $$;`,
    },
    {
      name: "with the caller's rights",
      sql: `create function my_count() returns bigint language sql as $$ select count(*) from pg_class $$;`,
    },
  ],
  valid: [
    {
      name: "pinned",
      sql: `create function my_count() returns bigint language sql security definer set search_path = '' as $$ select count(*) from pg_class $$;`,
    },
    {
      name: "resolved when made",
      sql: `create function my_count() returns bigint language sql security definer return (select count(*) from pg_class);`,
    },
  ],
};
