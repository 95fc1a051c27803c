// /v1/organizations: reading, finding, making, changing and deleting organizations.
import { clerkError } from "../errors/clerk-api-error.ts";
import { storeImage } from "../images/store-image.ts";
import {
  changeOrganization,
  deleteOrganization,
  requireOrganization,
} from "../organizations/change-organization.ts";
import { createOrganization } from "../organizations/create-organization.ts";
import { backendOrganizationJson } from "../resources/organization.ts";
import { deletedJson, pageJson } from "../resources/page.ts";
import { deleteImageRow } from "../store/images.ts";
import {
  type CountedOrganization,
  countOrganizations,
  findOrganization,
  isOrganizationOrder,
  listOrganizations,
  type OrganizationColumns,
} from "../store/organizations.ts";
import { findUser } from "../store/users.ts";
import { mergeMetadata, requireSmallMetadata } from "../users/metadata.ts";
import type { Work } from "../work.ts";
import { type BackendCall, change, orderOf, pageOf } from "./backend-call.ts";
import { type BackendApp, type Endpoint, route } from "./routes.ts";
import { signed } from "./user-filters.ts";
import { momentOf } from "./write-user.ts";

export function organizationRoutes(app: BackendApp): void {
  route(app, ["GET", "/organizations"], list);
  route(app, ["POST", "/organizations"], create);
  route(app, ["GET", "/organizations/:id"], async (call, { id = "" }) => {
    const organization = await findOrganization(call.instance.database, id);
    if (organization === undefined) throw clerkError("organizationNotFound");
    return show(call, organization);
  });
  route(app, ["PATCH", "/organizations/:id"], action(update));
  route(app, ["DELETE", "/organizations/:id"], async (call, { id = "" }) => {
    const organization = await change(call, async (work) => {
      const found = await requireOrganization(work, id);
      await deleteOrganization(work, found);
      return found;
    });
    return deletedJson("organization", organization.id);
  });
  route(
    app,
    ["PATCH", "/organizations/:id/metadata"],
    action((work, { call, organization }) =>
      changeOrganization(work, {
        organization,
        columns: metadataOf(call, (name, value) => mergeMetadata(organization[name], value)),
      }),
    ),
  );
  route(
    app,
    ["PUT", "/organizations/:id/metadata"],
    action((work, { call, organization }) =>
      changeOrganization(work, {
        organization,
        columns: metadataOf(call, (_name, value) => value),
      }),
    ),
  );
  logoRoutes(app);
}

function show(call: BackendCall, organization: CountedOrganization) {
  return backendOrganizationJson(organization, { addresses: call.instance.addresses });
}

interface OrganizationAction {
  readonly call: BackendCall;
  readonly organization: CountedOrganization;
}

/** An endpoint that changes an organization and answers with it. */
function action(
  job: (work: Work, options: OrganizationAction) => Promise<CountedOrganization>,
): Endpoint {
  return async (call, { id = "" }) =>
    show(
      call,
      await change(call, async (work) =>
        job(work, { call, organization: await requireOrganization(work, id) }),
      ),
    );
}

async function list(call: BackendCall) {
  const { database } = call.instance;
  const filter = {
    text: call.query.text("query") || undefined,
    ids: signed(call.query.texts("organization_id")),
    userIds: signed(call.query.texts("user_id")),
  };
  const order = orderOf(call, isOrganizationOrder, { orderBy: "created_at", descending: true });
  const organizations = await listOrganizations(database, { filter, ...order, ...pageOf(call) });
  return pageJson(
    organizations.map((organization) => show(call, organization)),
    await countOrganizations(database, filter),
  );
}

const METADATA = ["public_metadata", "private_metadata"] as const;

function metadataOf(
  { form }: BackendCall,
  combine: (
    name: (typeof METADATA)[number],
    value: NonNullable<ReturnType<BackendCall["form"]["object"]>>,
  ) => NonNullable<ReturnType<BackendCall["form"]["object"]>>,
): OrganizationColumns {
  return Object.fromEntries(
    METADATA.filter((name) => form.has(name)).map((name) => [
      name,
      requireSmallMetadata(combine(name, form.object(name) ?? {}), name),
    ]),
  );
}

async function create(call: BackendCall) {
  const { form } = call;
  const name = form.requireText("name");
  const createdBy = form.text("created_by");
  const metadata = metadataOf(call, (_name, value) => value);
  const organization = await change(call, async (work) => {
    const creator = createdBy ? await findUser(work, createdBy) : undefined;
    if (createdBy && creator === undefined) {
      throw clerkError("organizationCreatorNotFound", {
        param: "created_by",
        values: { id: createdBy },
      });
    }
    return createOrganization(work, {
      name,
      slug: form.text("slug"),
      creator,
      maxAllowedMemberships: form.integer("max_allowed_memberships") ?? undefined,
      publicMetadata: metadata.public_metadata,
      privateMetadata: metadata.private_metadata,
      createdAt: momentOf(form, "created_at") ?? undefined,
    });
  });
  return show(call, organization);
}

function update(work: Work, { call, organization }: OrganizationAction) {
  const { form } = call;
  return changeOrganization(work, {
    organization,
    columns: {
      ...metadataOf(call, (_name, value) => value),
      name: form.text("name") ?? undefined,
      slug: form.text("slug") ?? undefined,
      max_allowed_memberships: form.integer("max_allowed_memberships") ?? undefined,
      admin_delete_enabled: form.flag("admin_delete_enabled"),
      created_at: momentOf(form, "created_at") ?? undefined,
    },
  });
}

function logoRoutes(app: BackendApp): void {
  route(app, ["PUT", "/organizations/:id/logo"], async (call, { id = "" }) => {
    const bytes = await call.file?.();
    const changed = await change(call, async (work) => {
      const organization = await requireOrganization(work, id);
      const image_id = await storeImage(work, { bytes, replaces: organization.image_id });
      return changeOrganization(work, { organization, columns: { image_id } });
    });
    return show(call, changed);
  });
  route(
    app,
    ["DELETE", "/organizations/:id/logo"],
    action(async (work, { organization }) => {
      const changed = await changeOrganization(work, {
        organization,
        columns: { image_id: null },
      });
      if (organization.image_id !== null) await deleteImageRow(work, organization.image_id);
      return changed;
    }),
  );
}
