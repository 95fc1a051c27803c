// A new organization, with its creator as the first member.

import type { JsonObject } from "../../tokens/verified-token.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { backendOrganizationJson } from "../resources/organization.ts";
import {
  type CountedOrganization,
  countOrganizations,
  findOrganization,
  insertOrganization,
  slugTaken,
} from "../store/organizations.ts";
import { lockUserRow, type User } from "../store/users.ts";
import type { Work } from "../work.ts";
import { addMember } from "./add-member.ts";
import { parseOrganizationName, parseSlug, slugFrom } from "./organization-names.ts";

export interface NewOrganization {
  readonly name: string;
  readonly slug?: string | null | undefined;
  /** Absent: nobody belongs to it yet (the Backend API may do that). */
  readonly creator: User | undefined;
  readonly maxAllowedMemberships?: number | undefined;
  readonly publicMetadata?: JsonObject | undefined;
  readonly privateMetadata?: JsonObject | undefined;
  readonly createdAt?: number | undefined;
}

/** @throws ClerkApiError */
export async function createOrganization(
  work: Work,
  options: NewOrganization,
): Promise<CountedOrganization> {
  const { organizations } = work.settings;
  if (!organizations.enabled) throw clerkError("organizationsDisabled");
  const name = parseOrganizationName(options.name);
  const slug = await chooseSlug(work, { name, asked: options.slug });
  const id = work.newId("organization");
  await insertOrganization(work, {
    id,
    name,
    slug,
    image_id: null,
    created_by: options.creator?.id ?? null,
    public_metadata: options.publicMetadata ?? {},
    private_metadata: options.privateMetadata ?? {},
    max_allowed_memberships: options.maxAllowedMemberships ?? organizations.max_allowed_memberships,
    admin_delete_enabled: organizations.admin_delete_enabled,
    created_at: options.createdAt ?? work.now,
    updated_at: work.now,
  });
  const { addresses } = work;
  const bare = await requireMade(work, id);
  await work.emit("organization.created", () => backendOrganizationJson(bare, { addresses }));
  if (options.creator !== undefined) {
    await addMember(work, {
      organizationId: id,
      user: options.creator,
      role: organizations.creator_role,
    });
  }
  return requireMade(work, id);
}

async function requireMade(work: Work, id: string): Promise<CountedOrganization> {
  const organization = await findOrganization(work, id);
  if (organization === undefined) throw new Error("An organization that was just made is gone");
  return organization;
}

/** Locks the user, so that two at once do not pass the limit together. @throws ClerkApiError when they may make no more */
export async function requireMayCreate(work: Work, { id }: User): Promise<void> {
  const user = await lockUserRow(work, id);
  if (user === undefined) throw clerkError("authenticationInvalid");
  if (!user.create_organization_enabled) throw clerkError("organizationCreationDisabled");
  const limit = user.create_organizations_limit;
  if (limit !== null && (await countOrganizations(work, { createdBy: user.id })) >= limit) {
    throw clerkError("organizationCreationLimit");
  }
}

async function chooseSlug(
  work: Work,
  { name, asked }: { readonly name: string; readonly asked: string | null | undefined },
): Promise<string> {
  if (asked) {
    const slug = parseSlug(asked);
    if (!(await slugTaken(work, slug))) return slug;
    throw clerkError("identifierExists", { param: "slug", values: { name: "slug" } });
  }
  const slug = slugFrom(name);
  return (await slugTaken(work, slug)) ? `${slug}-${Math.floor(work.now / 1000)}` : slug;
}
