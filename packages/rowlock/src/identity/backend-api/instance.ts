// /v1/instance: the settings that Clerk's Backend API knows, and the lists of who may sign up.

import { originOf } from "../../http/origin-policy.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { CREATOR_PERMISSIONS } from "../organizations/default-roles.ts";
import { deletedJson, pageJson } from "../resources/page.ts";
import {
  deleteRestrictedIdentifier,
  type IdentifierList,
  insertRestrictedIdentifier,
  listRestrictedIdentifiers,
  type RestrictedIdentifierRow,
} from "../store/restricted-identifiers.ts";
import { countRoles, findRole } from "../store/roles.ts";
import { type BackendCall, change } from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";

const MAX_ROLES = 10;
const MAX_PERMISSIONS = 50;
const MAX_DOMAINS = 10;

export function instanceRoutes(app: BackendApp): void {
  route(app, ["GET", "/instance"], async ({ instance }) => ({
    object: "instance",
    id: instance.id,
    environment_type: instance.addresses.production ? "production" : "development",
    allowed_origins: instance.settings.current().allowed_origins,
    workspace_id: null,
  }));
  route(app, ["PATCH", "/instance"], updateInstance);
  route(app, ["PATCH", "/instance/restrictions"], updateRestrictions);
  route(app, ["GET", "/instance/organization_settings"], async (call) =>
    organizationSettingsJson(call),
  );
  route(app, ["PATCH", "/instance/organization_settings"], updateOrganizationSettings);
  listRoutes(app, { list: "allow", path: "/allowlist_identifiers" });
  listRoutes(app, { list: "block", path: "/blocklist_identifiers" });
}

/** Only what was given; undefined fields keep their value. */
function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  ) as Partial<T>;
}

async function updateInstance({ form, instance }: BackendCall): Promise<undefined> {
  const preferred = form.text("preferred_sign_in_strategy_when_password_required");
  await instance.settings.change(
    given({
      test_mode: form.flag("test_mode"),
      support_email: form.text("support_email") || undefined,
      allowed_origins: form.texts("allowed_origins")?.map(requireOrigin),
      home_url: form.text("development_origin") || undefined,
      preferred_sign_in_strategy:
        preferred === "password" || preferred === "otp" ? preferred : undefined,
    }),
  );
}

function requireOrigin(text: string): string {
  if (originOf(text) === text) return text;
  throw clerkError("paramFormatInvalid", {
    param: "allowed_origins",
    values: { expected: "a list of origins such as https://app.example.com" },
  });
}

async function updateRestrictions({ form, instance }: BackendCall): Promise<object> {
  const { restrictions } = await instance.settings.change({
    restrictions: given({
      allowlist: form.flag("allowlist"),
      blocklist: form.flag("blocklist"),
      block_email_subaddresses: form.flag("block_email_subaddresses"),
      block_disposable_email_domains: form.flag("block_disposable_email_domains"),
      ignore_dots_for_gmail_addresses: form.flag("ignore_dots_for_gmail_addresses"),
      allowlist_blocklist_disabled_on_sign_in: form.flag("allowlist_blocklist_disabled_on_sign_in"),
    }),
  });
  return { object: "instance_restrictions", ...restrictions };
}

async function updateOrganizationSettings(call: BackendCall): Promise<object> {
  const { form, instance } = call;
  const creator = await roleKey(call, "creator_role_id");
  if (creator !== undefined) await requireCreatorPermissions(call, creator);
  await instance.settings.change({
    organizations: given({
      enabled: form.flag("enabled"),
      max_allowed_memberships: form.integer("max_allowed_memberships") ?? undefined,
      admin_delete_enabled: form.flag("admin_delete_enabled"),
      domains_enabled: form.flag("domains_enabled"),
      domains_enrollment_modes: form.texts("domains_enrollment_modes")?.slice(),
      slug_disabled: form.flag("slug_disabled"),
      creator_role: creator,
      domains_default_role: await roleKey(call, "domains_default_role_id"),
    }),
  });
  return organizationSettingsJson(call);
}

async function roleKey({ form, instance }: BackendCall, name: string): Promise<string | undefined> {
  const id = form.text(name);
  if (!id) return undefined;
  const role = await findRole(instance.database, id);
  if (role === undefined) throw clerkError("organizationRoleNotFound", { param: name });
  return role.key;
}

async function requireCreatorPermissions({ instance }: BackendCall, key: string): Promise<void> {
  const role = await findRole(instance.database, key);
  const held = new Set(role?.permissions.map((permission) => permission.key));
  const missing = CREATOR_PERMISSIONS.filter((permission) => !held.has(permission));
  if (missing.length === 0) return;
  throw clerkError("creatorRolePermissions", {
    param: "creator_role_id",
    values: { permissions: missing.join(", ") },
  });
}

async function organizationSettingsJson({ instance }: BackendCall) {
  const { organizations } = instance.settings.current();
  return {
    object: "organization_settings",
    enabled: organizations.enabled,
    max_allowed_memberships: organizations.max_allowed_memberships,
    max_allowed_roles: Math.max(MAX_ROLES, await countRoles(instance.database)),
    max_allowed_permissions: MAX_PERMISSIONS,
    max_allowed_domains: MAX_DOMAINS,
    creator_role: organizations.creator_role,
    admin_delete_enabled: organizations.admin_delete_enabled,
    domains_enabled: organizations.domains_enabled,
    slug_disabled: organizations.slug_disabled,
    domains_enrollment_modes: organizations.domains_enrollment_modes,
    domains_default_role: organizations.domains_default_role,
  };
}

function listRoutes(
  app: BackendApp,
  { list, path }: { readonly list: IdentifierList; readonly path: `/${string}` },
): void {
  const object = `${list}list_identifier`;
  const show = (row: RestrictedIdentifierRow) => ({
    object,
    ...row,
    identifier_type: row.identifier.startsWith("+") ? "phone_number" : "email_address",
  });
  route(app, ["GET", path], async ({ instance, query }) => {
    const data = (await listRestrictedIdentifiers(instance.database, list)).map(show);
    return list === "block" || query.flag("paginated") === true
      ? pageJson(data, data.length)
      : data;
  });
  route(app, ["POST", path], (call) => {
    const identifier = call.form.requireText("identifier").trim().toLowerCase();
    return change(call, async (work) => {
      const id = work.newId("identifier");
      const entry = { id, list, identifier, now: work.now };
      const row = await insertRestrictedIdentifier(work, entry);
      if (row !== undefined) return show(row);
      throw clerkError("duplicateRecord", {
        param: "identifier",
        values: { what: `${list}list identifier`, value: identifier },
      });
    });
  });
  route(app, ["DELETE", `${path}/:id`], async ({ instance }, { id = "" }) => {
    if (!(await deleteRestrictedIdentifier(instance.database, { id, list }))) {
      throw clerkError("resourceNotFound");
    }
    return deletedJson(object, id);
  });
}
