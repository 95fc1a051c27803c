import type { RuleCases } from "../rule-case.ts";

const ORG = "(select auth.jwt() -> 'o' ->> 'id')";

const invoices = (
  role: string,
) => `create table invoices (id int primary key, org_id text not null);
create index on invoices (org_id);
alter table invoices enable row level security;
grant select on invoices to authenticated;
create function private_role() returns text language sql stable set search_path = ''
  as $$ select replace(auth.jwt() -> 'o' ->> 'rol', 'org:', 'org:') $$;
create policy "Admins" on invoices for select to authenticated using (org_id = ${ORG} and ${role});`;

export const cases: RuleCases = {
  invalid: [
    {
      name: "the old form of the new claim",
      sql: invoices("(select auth.jwt() -> 'o' ->> 'rol') = 'org:admin'"),
    },
    {
      name: "the new form of the old claim",
      sql: invoices("(select auth.jwt() ->> 'org_role') = 'admin'"),
    },
    {
      name: "everyone but members of the old form",
      sql: invoices("(select auth.jwt() -> 'o' ->> 'rol') <> 'org:member'"),
    },
    {
      name: "none of a list",
      sql: invoices("(select auth.jwt() -> 'o' ->> 'rol') in ('org:admin', 'org:owner')"),
    },
  ],
  valid: [
    { name: "the role of today", sql: invoices("(select auth.jwt() -> 'o' ->> 'rol') = 'admin'") },
    {
      name: "the role of before",
      sql: invoices("(select auth.jwt() ->> 'org_role') = 'org:admin'"),
    },
    {
      name: "both forms in a list",
      sql: invoices("(select auth.jwt() -> 'o' ->> 'rol') in ('admin', 'org:admin')"),
    },
    { name: "rewritten in a function", sql: invoices("(select private_role()) = 'org:admin'") },
    {
      name: "either version",
      sql: invoices(
        "(select coalesce(auth.jwt() -> 'o' ->> 'rol', auth.jwt() ->> 'org_role')) = 'org:admin'",
      ),
    },
  ],
};
