// The system permissions and the two roles that every instance starts with, as hosted Clerk makes them.
import type { NewId } from "../new-id.ts";
import type { Queryable } from "../store/identity-database.ts";
import {
  findPermission,
  findRole,
  savePermission,
  saveRole,
  setRolePermissions,
} from "../store/roles.ts";

const SYSTEM_PERMISSIONS = [
  ["org:sys_profile:manage", "Manage organization"],
  ["org:sys_profile:delete", "Delete organization"],
  ["org:sys_memberships:read", "Read members"],
  ["org:sys_memberships:manage", "Manage members"],
  ["org:sys_domains:read", "Read domains"],
  ["org:sys_domains:manage", "Manage domains"],
  ["org:sys_billing:read", "Read billing"],
  ["org:sys_billing:manage", "Manage billing"],
] as const;

const DEFAULT_ROLES = [
  { key: "org:admin", name: "Admin", permissions: SYSTEM_PERMISSIONS.map(([key]) => key) },
  {
    key: "org:member",
    name: "Member",
    permissions: ["org:sys_memberships:read", "org:sys_billing:read"],
  },
] as const;

/** What a creator's role must be able to do. */
export const CREATOR_PERMISSIONS = [
  "org:sys_profile:manage",
  "org:sys_profile:delete",
  "org:sys_memberships:read",
  "org:sys_memberships:manage",
] as const;

/** Makes what is missing. A default role that was changed stays as it is. */
export async function ensureDefaultRoles(
  database: Queryable,
  source: { readonly now: number; readonly newId: NewId },
): Promise<void> {
  const times = { created_at: source.now, updated_at: source.now };
  const ids = new Map<string, string>();
  for (const [key, name] of SYSTEM_PERMISSIONS) {
    const known = await findPermission(database, key);
    const id = known?.id ?? source.newId("permission", source.now);
    ids.set(key, id);
    if (known !== undefined) continue;
    await savePermission(database, { id, key, name, description: name, type: "system", ...times });
  }
  for (const { key, name, permissions } of DEFAULT_ROLES) {
    if ((await findRole(database, key)) !== undefined) continue;
    const id = source.newId("role", source.now);
    const is_creator_eligible = key === "org:admin";
    await saveRole(database, { id, key, name, description: name, is_creator_eligible, ...times });
    const permissionIds = permissions.map((permission) => ids.get(permission) ?? "");
    await setRolePermissions(database, { roleId: id, permissionIds });
  }
}
