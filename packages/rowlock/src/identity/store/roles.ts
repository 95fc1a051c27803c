// Roles and permissions of organizations. The system permissions and the two roles that Clerk starts with are made
// with the instance.
import { param, sql } from "../../sql/fragment.ts";
import { number, only, type Queryable, textArray } from "./identity-database.ts";

export interface PermissionRow {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly type: "system" | "user";
  readonly created_at: number;
  readonly updated_at: number;
}

export interface RoleRow {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly is_creator_eligible: boolean;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface Role extends RoleRow {
  readonly permissions: readonly PermissionRow[];
}

const SELECT_ROLES = sql`
  select r.*, coalesce((
    select jsonb_agg(to_jsonb(p) order by p.key)
    from organization_role_permissions rp join organization_permissions p on p.id = rp.permission_id
    where rp.role_id = r.id
  ), '[]') as permissions
  from organization_roles r`;

export async function listRoles(
  database: Queryable,
  page: { readonly limit: number; readonly offset: number; readonly query?: string | undefined },
): Promise<readonly Role[]> {
  const like = `%${page.query ?? ""}%`;
  return database.query<Role>(sql`
    ${SELECT_ROLES} where r.key ilike ${param(like)} or r.name ilike ${param(like)}
    order by r.created_at, r.key limit ${number(page.limit)} offset ${number(page.offset)}`);
}

export async function countRoles(database: Queryable, query = ""): Promise<number> {
  const like = `%${query}%`;
  return only(
    await database.query<{ count: number }>(sql`
      select count(*)::int4 as count from organization_roles r
      where r.key ilike ${param(like)} or r.name ilike ${param(like)}`),
  ).count;
}

export async function findRole(database: Queryable, idOrKey: string): Promise<Role | undefined> {
  const [role] = await database.query<Role>(
    sql`${SELECT_ROLES} where r.id = ${param(idOrKey)} or r.key = ${param(idOrKey)}`,
  );
  return role;
}

/** Writes a role whole: new, or in place of the one with its id. */
export async function saveRole(database: Queryable, role: RoleRow): Promise<void> {
  await database.query(sql`
    insert into organization_roles (id, key, name, description, is_creator_eligible, created_at, updated_at)
    values (${param(role.id)}, ${param(role.key)}, ${param(role.name)}, ${param(role.description)},
      ${param(String(role.is_creator_eligible))}, ${number(role.created_at)}, ${number(role.updated_at)})
    on conflict (id) do update set key = excluded.key, name = excluded.name,
      description = excluded.description, updated_at = excluded.updated_at`);
}

export async function deleteRoleRow(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from organization_roles where id = ${param(id)}`);
}

export async function setRolePermissions(
  database: Queryable,
  change: { readonly roleId: string; readonly permissionIds: readonly string[] },
): Promise<void> {
  await database.query(
    sql`delete from organization_role_permissions where role_id = ${param(change.roleId)}`,
  );
  await database.query(sql`
    insert into organization_role_permissions (role_id, permission_id)
    select ${param(change.roleId)}, unnest(${textArray(change.permissionIds)}::text[])`);
}

/** Where a role is in use, so that it can't be taken away. */
export async function roleUse(
  database: Queryable,
  key: string,
): Promise<{ readonly members: number; readonly invitations: number }> {
  return only(
    await database.query<{ members: number; invitations: number }>(sql`
      select
        (select count(*)::int4 from organization_memberships where role = ${param(key)}) as members,
        (select count(*)::int4 from organization_invitations where role = ${param(key)} and status = 'pending')
          as invitations`),
  );
}

/** Forgets invitations that are over and named a role that goes. */
export async function deleteFinishedInvitations(database: Queryable, role: string): Promise<void> {
  await database.query(
    sql`delete from organization_invitations where role = ${param(role)} and status <> 'pending'`,
  );
}

export async function listPermissions(
  database: Queryable,
  page: { readonly limit: number; readonly offset: number; readonly query?: string | undefined },
): Promise<readonly PermissionRow[]> {
  const like = `%${page.query ?? ""}%`;
  return database.query<PermissionRow>(sql`
    select * from organization_permissions where key ilike ${param(like)} or name ilike ${param(like)}
    order by type, key limit ${number(page.limit)} offset ${number(page.offset)}`);
}

export async function countPermissions(database: Queryable, query = ""): Promise<number> {
  const like = `%${query}%`;
  return only(
    await database.query<{ count: number }>(sql`
      select count(*)::int4 as count from organization_permissions
      where key ilike ${param(like)} or name ilike ${param(like)}`),
  ).count;
}

export async function findPermission(
  database: Queryable,
  idOrKey: string,
): Promise<PermissionRow | undefined> {
  const [permission] = await database.query<PermissionRow>(sql`
    select * from organization_permissions where id = ${param(idOrKey)} or key = ${param(idOrKey)}`);
  return permission;
}

export async function savePermission(
  database: Queryable,
  permission: PermissionRow,
): Promise<void> {
  await database.query(sql`
    insert into organization_permissions (id, key, name, description, type, created_at, updated_at)
    values (${param(permission.id)}, ${param(permission.key)}, ${param(permission.name)},
      ${param(permission.description)}, ${param(permission.type)}, ${number(permission.created_at)},
      ${number(permission.updated_at)})
    on conflict (id) do update set key = excluded.key, name = excluded.name,
      description = excluded.description, updated_at = excluded.updated_at`);
}

export async function deletePermissionRow(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from organization_permissions where id = ${param(id)}`);
}
