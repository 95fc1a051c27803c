// What the Data API's roles may do with one table, by grants on the table or on any of its columns.
import { param, sql } from "../../sql/fragment.ts";
import type { OwnerConnection } from "../owner-database.ts";
import type { RoleGrants } from "../wire/schema.ts";
import { type TableName, tableId } from "./policies.ts";

/** The roles that requests of an app come with. */
export const API_ROLES = ["anon", "authenticated", "service_role"] as const;

export async function readRoleGrants(
  database: OwnerConnection,
  table: TableName,
): Promise<readonly RoleGrants[]> {
  return database.rows<RoleGrants>(sql`
    select r.rolname as role,
           array(
             select wanted.privilege
               from unnest('{select,insert,update,delete}'::text[]) as wanted(privilege)
              where pg_catalog.has_table_privilege(r.oid, ${tableId(table)}, wanted.privilege)
                 or case when wanted.privilege <> 'delete' then
                      pg_catalog.has_any_column_privilege(r.oid, ${tableId(table)}, wanted.privilege)
                    end
           ) as privileges
      from pg_catalog.pg_roles r
     where r.rolname = any (string_to_array(${param(API_ROLES.join(","))}, ','))
     order by r.rolname`);
}
