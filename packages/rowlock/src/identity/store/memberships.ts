// Memberships of users in organizations, read with the organization, the role's name and its permissions.
import { param, type Sql, sql } from "../../sql/fragment.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import { json, number, only, type Queryable, textArray } from "./identity-database.ts";
import type { CountedOrganization } from "./organizations.ts";

export interface MembershipRow {
  readonly id: string;
  readonly organization_id: string;
  readonly user_id: string;
  readonly role: string;
  readonly public_metadata: JsonObject;
  readonly private_metadata: JsonObject;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface Membership extends MembershipRow {
  readonly organization: CountedOrganization;
  readonly role_name: string;
  readonly permissions: readonly string[];
}

/** Selects memberships `m` of organizations `o`; what follows is the caller's. */
export function selectMemberships(rest: Sql): Sql {
  return sql`
    select m.*, r.name as role_name,
      to_jsonb(o) || jsonb_build_object(
        'members_count',
        (select count(*) from organization_memberships c where c.organization_id = o.id),
        'pending_invitations_count',
        (select count(*) from organization_invitations i where i.organization_id = o.id and i.status = 'pending')
      ) as organization,
      coalesce((
        select jsonb_agg(p.key order by p.key)
        from organization_role_permissions rp join organization_permissions p on p.id = rp.permission_id
        where rp.role_id = r.id
      ), '[]') as permissions
    from organization_memberships m
    join organizations o on o.id = m.organization_id
    join organization_roles r on r.key = m.role
    ${rest}`;
}

export async function findMembershipsOfUsers(
  database: Queryable,
  userIds: readonly string[],
): Promise<readonly Membership[]> {
  if (userIds.length === 0) return [];
  return database.query<Membership>(
    selectMemberships(
      sql`where m.user_id = any(${textArray(userIds)}::text[]) order by m.created_at, m.id collate "C"`,
    ),
  );
}

export async function findMembership(
  database: Queryable,
  key: { readonly organizationId: string; readonly userId: string },
): Promise<Membership | undefined> {
  const [membership] = await database.query<Membership>(
    selectMemberships(
      sql`where m.organization_id = ${param(key.organizationId)} and m.user_id = ${param(key.userId)}`,
    ),
  );
  return membership;
}

export async function insertMembership(
  database: Queryable,
  membership: MembershipRow,
): Promise<void> {
  await database.query(sql`
    insert into organization_memberships
      (id, organization_id, user_id, role, public_metadata, private_metadata, created_at, updated_at)
    values (${param(membership.id)}, ${param(membership.organization_id)}, ${param(membership.user_id)},
      ${param(membership.role)}, ${json(membership.public_metadata)}, ${json(membership.private_metadata)},
      ${number(membership.created_at)}, ${number(membership.updated_at)})`);
}

export async function updateMembership(
  database: Queryable,
  membership: Pick<
    MembershipRow,
    "id" | "role" | "public_metadata" | "private_metadata" | "updated_at"
  >,
): Promise<void> {
  await database.query(sql`
    update organization_memberships set role = ${param(membership.role)},
      public_metadata = ${json(membership.public_metadata)},
      private_metadata = ${json(membership.private_metadata)}, updated_at = ${number(membership.updated_at)}
    where id = ${param(membership.id)}`);
}

export async function deleteMembershipRow(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from organization_memberships where id = ${param(id)}`);
}

/** How many members hold a permission, without one of them: an organization never loses its last manager. */
export async function countOthersWithPermission(
  database: Queryable,
  key: {
    readonly organizationId: string;
    readonly permission: string;
    readonly exceptUserId: string;
  },
): Promise<number> {
  const rows = await database.query<{ count: number }>(sql`
    select count(*)::int4 as count
    from organization_memberships m
    join organization_roles r on r.key = m.role
    join organization_role_permissions rp on rp.role_id = r.id
    join organization_permissions p on p.id = rp.permission_id
    where m.organization_id = ${param(key.organizationId)} and p.key = ${param(key.permission)}
      and m.user_id <> ${param(key.exceptUserId)}`);
  return only(rows).count;
}
