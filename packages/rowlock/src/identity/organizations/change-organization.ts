// Changes to an organization itself, and its end.
import { clerkError } from "../errors/clerk-api-error.ts";
import { backendOrganizationJson } from "../resources/organization.ts";
import { deletedJson } from "../resources/page.ts";
import { deleteImageRow } from "../store/images.ts";
import {
  type CountedOrganization,
  deleteOrganizationRow,
  findOrganization,
  type OrganizationColumns,
  slugTaken,
  updateOrganization,
} from "../store/organizations.ts";
import { leaveActiveOrganization } from "../store/sessions.ts";
import type { Work } from "../work.ts";
import { parseOrganizationName, parseSlug } from "./organization-names.ts";

/** @throws ClerkApiError resource_not_found */
export async function requireOrganization(work: Work, id: string): Promise<CountedOrganization> {
  const organization = await findOrganization(work, id);
  if (organization === undefined) throw clerkError("organizationNotFound");
  return organization;
}

/** Writes columns; name and slug are held against their rules. @throws ClerkApiError */
export async function changeOrganization(
  work: Work,
  options: { readonly organization: CountedOrganization; readonly columns: OrganizationColumns },
): Promise<CountedOrganization> {
  const { organization, columns } = options;
  const name = columns.name === undefined ? undefined : parseOrganizationName(columns.name);
  const slug = columns.slug === undefined ? undefined : parseSlug(columns.slug);
  if (slug !== undefined && slug !== organization.slug && (await slugTaken(work, slug))) {
    throw clerkError("identifierExists", { param: "slug", values: { name: "slug" } });
  }
  await updateOrganization(work, {
    id: organization.id,
    columns: { ...columns, name, slug },
    now: work.now,
  });
  const changed = await requireOrganization(work, organization.id);
  const { addresses } = work;
  await work.emit("organization.updated", () => backendOrganizationJson(changed, { addresses }));
  return changed;
}

/** Ends an organization with all that belongs to it; nobody has it active any more. */
export async function deleteOrganization(
  work: Work,
  organization: CountedOrganization,
): Promise<void> {
  await leaveActiveOrganization(work, { organizationId: organization.id });
  await deleteOrganizationRow(work, organization.id);
  if (organization.image_id !== null) await deleteImageRow(work, organization.image_id);
  await work.emit("organization.deleted", () => deletedJson("organization", organization.id));
}
