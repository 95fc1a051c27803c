// /v1/organizations: what members do with their organization. Each endpoint asks for the permission that it needs.
import { clerkError } from "../errors/clerk-api-error.ts";
import { storeImage } from "../images/store-image.ts";
import {
  changeOrganization,
  deleteOrganization,
  requireOrganization,
} from "../organizations/change-organization.ts";
import { createOrganization, requireMayCreate } from "../organizations/create-organization.ts";
import {
  requireMember,
  requirePermission,
  type SystemPermission,
} from "../organizations/permissions.ts";
import { organizationJson, roleJson } from "../resources/organization.ts";
import { deletedJson, pageJson } from "../resources/page.ts";
import { deleteImageRow } from "../store/images.ts";
import { type CountedOrganization, findOrganization } from "../store/organizations.ts";
import { countRoles, listRoles } from "../store/roles.ts";
import type { Work } from "../work.ts";
import { change as changeWork, type FrontendCall, requireSignedIn } from "./frontend-call.ts";
import { pageOf } from "./page-of.ts";
import { change, type FrontendApp, read } from "./routes.ts";

const BASE = "/v1/organizations";

export function organizationRoutes(app: FrontendApp): void {
  change(app, ["POST", BASE], async (call) => {
    const { user } = await requireSignedIn(call);
    const name = call.form.requireText("name");
    const slug = call.form.text("slug");
    return changeWork(call, async (work) => {
      await requireMayCreate(work, user);
      return show(work, await createOrganization(work, { name, slug, creator: user }));
    });
  });
  read(app, `${BASE}/:id`, async (call, { id = "" }) => {
    const { user } = await requireSignedIn(call);
    const { database, addresses } = call.instance;
    await requireMember(database, { organizationId: id, userId: user.id });
    const organization = await findOrganization(database, id);
    if (organization === undefined) throw clerkError("organizationNotFoundOrUnauthorized");
    return organizationJson(organization, { addresses });
  });
  change(app, ["PATCH", `${BASE}/:id`], (call, { id = "" }) =>
    asManager(call, { id, permission: "org:sys_profile:manage" }, async (work, organization) => {
      const columns = {
        name: call.form.text("name") ?? undefined,
        slug: call.form.text("slug") || undefined,
      };
      return show(work, await changeOrganization(work, { organization, columns }));
    }),
  );
  change(app, ["DELETE", `${BASE}/:id`], (call, { id = "" }) =>
    asManager(call, { id, permission: "org:sys_profile:delete" }, async (work, organization) => {
      if (!organization.admin_delete_enabled) throw clerkError("organizationAdminDeleteDisabled");
      await deleteOrganization(work, organization);
      return deletedJson("organization", organization.id);
    }),
  );
  logoRoutes(app);
  read(app, `${BASE}/:id/roles`, async (call, { id = "" }) => {
    const { user } = await requireSignedIn(call);
    const { database } = call.instance;
    await requireMember(database, { organizationId: id, userId: user.id });
    const roles = await listRoles(database, pageOf(call));
    return {
      ...pageJson(roles.map(roleJson), await countRoles(database)),
      has_role_set_migration: false,
    };
  });
}

function logoRoutes(app: FrontendApp): void {
  change(app, ["PUT", `${BASE}/:id/logo`], async (call, { id = "" }) => {
    await requireSignedIn(call);
    const bytes = await call.file?.();
    return asManager(
      call,
      { id, permission: "org:sys_profile:manage" },
      async (work, organization) => {
        const image_id = await storeImage(work, { bytes, replaces: organization.image_id });
        return show(work, await changeOrganization(work, { organization, columns: { image_id } }));
      },
    );
  });
  change(app, ["DELETE", `${BASE}/:id/logo`], (call, { id = "" }) =>
    asManager(call, { id, permission: "org:sys_profile:manage" }, async (work, organization) => {
      const columns = { image_id: null };
      const changed = await changeOrganization(work, { organization, columns });
      if (organization.image_id !== null) await deleteImageRow(work, organization.image_id);
      return show(work, changed);
    }),
  );
}

function show(work: Work, organization: CountedOrganization) {
  return organizationJson(organization, { addresses: work.addresses });
}

/** Does something to an organization as a member who may. @throws ClerkApiError */
export async function asManager<T>(
  call: FrontendCall,
  key: { readonly id: string; readonly permission: SystemPermission },
  job: (work: Work, organization: CountedOrganization) => Promise<T>,
): Promise<T> {
  const { user } = await requireSignedIn(call);
  return changeWork(call, async (work) => {
    await requirePermission(work, {
      organizationId: key.id,
      userId: user.id,
      permission: key.permission,
    });
    return job(work, await requireOrganization(work, key.id));
  });
}
