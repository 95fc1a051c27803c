// /v1/organization_roles and /v1/organization_permissions: custom roles, and what they may.
import { clerkError } from "../errors/clerk-api-error.ts";
import { permissionJson, roleJson } from "../resources/organization.ts";
import { deletedJson, pageJson } from "../resources/page.ts";
import {
  countPermissions,
  countRoles,
  deleteFinishedInvitations,
  deletePermissionRow,
  deleteRoleRow,
  findPermission,
  findRole,
  listPermissions,
  listRoles,
  type PermissionRow,
  type Role,
  roleUse,
  savePermission,
  saveRole,
  setRolePermissions,
} from "../store/roles.ts";
import type { Work } from "../work.ts";
import { type BackendCall, change, pageOf } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

export function roleRoutes(app: BackendApp): void {
  route(app, ["GET", "/organization_roles"], async (call) => {
    const { database } = call.instance;
    const query = call.query.text("query") ?? undefined;
    const roles = await listRoles(database, { ...pageOf(call), query });
    return pageJson(roles.map(roleJson), await countRoles(database, query));
  });
  route(app, ["POST", "/organization_roles"], createRole);
  route(app, ["GET", "/organization_roles/:id"], async (call, { id = "" }) => {
    const role = await findRole(call.instance.database, id);
    if (role === undefined) throw clerkError("organizationRoleNotFound");
    return roleJson(role);
  });
  route(app, ["PATCH", "/organization_roles/:id"], updateRole);
  route(app, ["DELETE", "/organization_roles/:id"], deleteRole);
  const assignment = "/organization_roles/:id/permissions/:permission";
  route(app, ["POST", assignment], (call, { id = "", permission = "" }) =>
    assign(call, { id, permission, held: true }),
  );
  route(app, ["DELETE", assignment], (call, { id = "", permission = "" }) =>
    assign(call, { id, permission, held: false }),
  );
}

async function requireRole(work: Work, id: string): Promise<Role> {
  const role = await findRole(work, id);
  if (role === undefined) throw clerkError("organizationRoleNotFound");
  return role;
}

async function requirePermission(work: Work, id: string): Promise<PermissionRow> {
  const permission = await findPermission(work, id);
  if (permission === undefined) throw clerkError("organizationPermissionNotFound");
  return permission;
}

function requireRoleKey(key: string): string {
  if (/^org:[a-z0-9_]+$/.test(key)) return key;
  throw clerkError("paramFormatInvalid", {
    param: "key",
    values: { expected: "org: followed by lowercase letters, digits and underscores" },
  });
}

async function tellRole(
  work: Work,
  { type, id }: { readonly type: "role.created" | "role.updated"; readonly id: string },
) {
  const json = roleJson(await requireRole(work, id));
  await work.emit(type, () => json);
  return json;
}

function createRole(call: BackendCall) {
  const { form } = call;
  const key = requireRoleKey(form.requireText("key"));
  const name = form.requireText("name");
  return change(call, async (work) => {
    const id = work.newId("role");
    await saveRole(work, {
      id,
      key,
      name,
      description: form.text("description") ?? "",
      is_creator_eligible: false,
      created_at: work.now,
      updated_at: work.now,
    });
    const permissions = await permissionIds(work, form.texts("permissions") ?? []);
    await setRolePermissions(work, { roleId: id, permissionIds: permissions });
    return tellRole(work, { type: "role.created", id });
  });
}

async function permissionIds(work: Work, ids: readonly string[]): Promise<readonly string[]> {
  const found = [];
  for (const id of ids) found.push((await requirePermission(work, id)).id);
  return found;
}

function updateRole(call: BackendCall, { id = "" }: Readonly<Record<string, string>>) {
  const { form } = call;
  return change(call, async (work) => {
    const role = await requireRole(work, id);
    const key = form.text("key");
    await saveRole(work, {
      ...role,
      key: key ? requireRoleKey(key) : role.key,
      name: form.text("name") ?? role.name,
      description: form.text("description") ?? role.description,
      updated_at: work.now,
    });
    const permissions = form.texts("permissions");
    if (permissions !== undefined) {
      const ids = await permissionIds(work, permissions);
      await setRolePermissions(work, { roleId: role.id, permissionIds: ids });
    }
    return tellRole(work, { type: "role.updated", id: role.id });
  });
}

function deleteRole(call: BackendCall, { id = "" }: Readonly<Record<string, string>>) {
  return change(call, async (work) => {
    const role = await requireRole(work, id);
    const { creator_role } = work.settings.organizations;
    if (role.key === creator_role) throw clerkError("roleIsCreatorRole");
    const use = await roleUse(work, role.key);
    if (use.members > 0) throw clerkError("roleAssigned");
    if (use.invitations > 0) throw clerkError("roleInInvitations");
    await deleteFinishedInvitations(work, role.key);
    await deleteRoleRow(work, role.id);
    const deleted = deletedJson("role", role.id);
    await work.emit("role.deleted", () => deleted);
    return deleted;
  });
}

function assign(
  call: BackendCall,
  options: { readonly id: string; readonly permission: string; readonly held: boolean },
) {
  return change(call, async (work) => {
    const role = await requireRole(work, options.id);
    const permission = await requirePermission(work, options.permission);
    const held = role.permissions.map(({ id }) => id);
    const holds = held.includes(permission.id);
    if (holds && options.held) throw clerkError("rolePermissionExists");
    if (!holds && !options.held) throw clerkError("rolePermissionMissing");
    await setRolePermissions(work, {
      roleId: role.id,
      permissionIds: options.held
        ? [...held, permission.id]
        : held.filter((id) => id !== permission.id),
    });
    return tellRole(work, { type: "role.updated", id: role.id });
  });
}

export function permissionRoutes(app: BackendApp): void {
  route(app, ["GET", "/organization_permissions"], async (call) => {
    const { database } = call.instance;
    const query = call.query.text("query") ?? undefined;
    const permissions = await listPermissions(database, { ...pageOf(call), query });
    return pageJson(permissions.map(permissionJson), await countPermissions(database, query));
  });
  route(app, ["POST", "/organization_permissions"], (call) => {
    const key = requirePermissionKey(call.form.requireText("key"));
    const name = call.form.requireText("name");
    return change(call, async (work) => {
      const permission: PermissionRow = {
        id: work.newId("permission"),
        key,
        name,
        description: call.form.text("description") ?? "",
        type: "user",
        created_at: work.now,
        updated_at: work.now,
      };
      await savePermission(work, permission);
      await work.emit("permission.created", () => permissionJson(permission));
      return permissionJson(permission);
    });
  });
  route(app, ["GET", "/organization_permissions/:id"], async (call, { id = "" }) => {
    const permission = await findPermission(call.instance.database, id);
    if (permission === undefined) throw clerkError("organizationPermissionNotFound");
    return permissionJson(permission);
  });
  route(app, ["PATCH", "/organization_permissions/:id"], (call, { id = "" }) =>
    change(call, async (work) => {
      const permission = await requireCustom(work, id);
      const key = call.form.text("key");
      const next: PermissionRow = {
        ...permission,
        key: key ? requirePermissionKey(key) : permission.key,
        name: call.form.text("name") ?? permission.name,
        description: call.form.text("description") ?? permission.description,
        updated_at: work.now,
      };
      await savePermission(work, next);
      await work.emit("permission.updated", () => permissionJson(next));
      return permissionJson(next);
    }),
  );
  route(app, ["DELETE", "/organization_permissions/:id"], (call, { id = "" }) =>
    change(call, async (work) => {
      const permission = await requireCustom(work, id);
      await deletePermissionRow(work, permission.id);
      const deleted = deletedJson("permission", permission.id);
      await work.emit("permission.deleted", () => deleted);
      return deleted;
    }),
  );
}

async function requireCustom(work: Work, id: string): Promise<PermissionRow> {
  const permission = await requirePermission(work, id);
  if (permission.type === "system") throw clerkError("systemPermission");
  return permission;
}

function requirePermissionKey(key: string): string {
  const [, feature = ""] = /^org:([a-z0-9_]+):[a-z0-9_]+$/.exec(key) ?? [];
  if (feature !== "" && !feature.startsWith("sys_")) return key;
  throw clerkError("paramFormatInvalid", {
    param: "key",
    values: { expected: "org:feature:action, with a feature that does not start with sys_" },
  });
}
