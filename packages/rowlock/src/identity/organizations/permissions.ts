// What a member may do in an organization, by the system permissions of the role.
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Queryable } from "../store/identity-database.ts";
import {
  countOthersWithPermission,
  findMembership,
  type Membership,
} from "../store/memberships.ts";
import { lockOrganization } from "../store/organizations.ts";

export type SystemPermission =
  | "org:sys_profile:manage"
  | "org:sys_profile:delete"
  | "org:sys_memberships:read"
  | "org:sys_memberships:manage"
  | "org:sys_domains:read"
  | "org:sys_domains:manage";

/** The user's membership. @throws ClerkApiError when there is none, as if the organization did not exist */
export async function requireMember(
  database: Queryable,
  key: { readonly organizationId: string; readonly userId: string },
): Promise<Membership> {
  const membership = await findMembership(database, key);
  if (membership === undefined) throw clerkError("organizationNotFoundOrUnauthorized");
  return membership;
}

/** @throws ClerkApiError missing_organization_permission */
export async function requirePermission(
  database: Queryable,
  key: {
    readonly organizationId: string;
    readonly userId: string;
    readonly permission: SystemPermission;
  },
): Promise<Membership> {
  const membership = await requireMember(database, key);
  if (membership.permissions.includes(key.permission)) return membership;
  throw clerkError("missingPermission", { meta: { permissions: [key.permission] } });
}

/**
 * An organization keeps somebody who can manage its members. It is locked for the rest of the transaction: of two
 * managers who send each other away at once, one stays. @throws ClerkApiError
 */
export async function requireOtherManager(
  database: Queryable,
  membership: Membership,
): Promise<void> {
  await lockOrganization(database, membership.organization_id);
  const permission = "org:sys_memberships:manage";
  if (!membership.permissions.includes(permission)) return;
  const others = await countOthersWithPermission(database, {
    organizationId: membership.organization_id,
    permission,
    exceptUserId: membership.user_id,
  });
  if (others === 0) throw clerkError("minimumPermissions");
}
