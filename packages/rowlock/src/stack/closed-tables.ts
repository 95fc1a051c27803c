// Tables that no request reaches, because nobody was granted anything on them: what Supabase does since 2026-05-30 with
// tables whose migrations grant nothing, and what an app that is older than that does not expect. Said, with the ways out.
import type { Project } from "../config/project.ts";
import { withClient } from "../database/pool/with-client.ts";
import type { SqlClient } from "../database/sql-client.ts";

export interface ClosedTables {
  /** Tables of public in all. */
  readonly tables: number;
  /** Those on which neither anon, authenticated nor service_role may do anything. */
  readonly closed: number;
  /** Of these, those with policies, which say that somebody is meant to reach them. */
  readonly closedWithPolicies: number;
  /** Whether tables that the owner makes from now on are granted at once. */
  readonly exposesNew: boolean;
}

const QUERY = `
  with tables as (
    select c.oid, exists (select from pg_catalog.pg_policy where polrelid = c.oid) as has_policies,
      not exists (
        select from pg_catalog.pg_roles r
        where r.rolname in ('anon', 'authenticated', 'service_role')
          and (pg_catalog.has_table_privilege(r.oid, c.oid, 'select, insert, update, delete')
            or pg_catalog.has_any_column_privilege(r.oid, c.oid, 'select, insert, update'))
      ) as closed
    from pg_catalog.pg_class c
    where c.relnamespace = 'public'::pg_catalog.regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and not exists (select from pg_catalog.pg_depend d
        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e')
  )
  select count(*)::int as tables, count(*) filter (where closed)::int as closed,
    count(*) filter (where closed and has_policies)::int as "closedWithPolicies",
    exists (
      select from pg_catalog.pg_default_acl a
        cross join lateral pg_catalog.aclexplode(a.defaclacl) g
        join pg_catalog.pg_roles r on r.oid = g.grantee
      where a.defaclobjtype = 'r' and a.defaclrole = current_user::pg_catalog.regrole
        and a.defaclnamespace in (0, 'public'::pg_catalog.regnamespace)
        and r.rolname in ('anon', 'authenticated', 'service_role')
    ) as "exposesNew"
  from tables
`;

/** By the connection of the database's owner. */
export async function readClosedTables(client: SqlClient): Promise<ClosedTables> {
  const { rows } = await client.query<ClosedTables>(QUERY);
  return rows[0] ?? { tables: 0, closed: 0, closedWithPolicies: 0, exposesNew: false };
}

/** The project's config.toml does not say which grants it was written for, and its tables look like the old ones. */
export function isForOldGrants({ supabase }: Project, found: ClosedTables): boolean {
  return supabase.api.auto_expose_new_tables === undefined && looksForgotten(found);
}

/** A table that is closed on purpose has no policies, and others beside it that are granted. */
function looksForgotten({ tables, closed, closedWithPolicies }: ClosedTables): boolean {
  return closedWithPolicies > 0 || (closed > 0 && closed === tables);
}

/** What holds and what to do about it, in one sentence or two; undefined when nothing is odd. */
export async function describeClosedTables(
  ownerUrl: string,
  project: Project,
): Promise<string | undefined> {
  const found = await withClient(ownerUrl, readClosedTables);
  if (!looksForgotten(found)) return undefined;
  const setting = project.supabase.api.auto_expose_new_tables;
  const what = `Nobody is granted anything on ${found.closed} of ${found.tables} tables in public, so every request for them ends with 42501`;
  if (setting === undefined) {
    return `${what}, as on Supabase since 2026-05-30. For an app that is older: auto_expose_new_tables = true under [api] in supabase/config.toml, then rowlock db reset. Or rowlock audit --fix, which writes the grants that the policies ask for. If it is meant so: auto_expose_new_tables = false`;
  }
  if (!setting || found.exposesNew) return undefined;
  return `${what}: they were made before auto_expose_new_tables = true was set. rowlock db reset makes them anew`;
}
