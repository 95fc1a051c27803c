// A new membership, held against the organization's limit. The organization's row is locked meanwhile, so that two
// additions at once do not pass the limit together.

import type { JsonObject } from "../../tokens/verified-token.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { backendMembershipJson } from "../resources/organization.ts";
import { identifierOf, publicUserJson } from "../resources/public-user.ts";
import { findMembership, insertMembership, type Membership } from "../store/memberships.ts";
import { findOrganization, lockOrganization } from "../store/organizations.ts";
import { findRole } from "../store/roles.ts";
import type { User } from "../store/users.ts";
import type { Work } from "../work.ts";

export interface NewMember {
  readonly organizationId: string;
  readonly user: User;
  readonly role: string;
  readonly publicMetadata?: JsonObject;
  readonly privateMetadata?: JsonObject;
}

/** @throws ClerkApiError already_a_member_in_organization, organization_membership_quota_exceeded */
export async function addMember(work: Work, member: NewMember): Promise<Membership> {
  const { organizationId, user } = member;
  await lockOrganization(work, organizationId);
  const organization = await findOrganization(work, organizationId);
  if (organization === undefined) throw clerkError("organizationNotFound");
  const key = { organizationId: organization.id, userId: user.id };
  if ((await findMembership(work, key)) !== undefined) {
    throw clerkError("alreadyAMember", { values: { user: identifierOf(user) } });
  }
  const limit = organization.max_allowed_memberships;
  if (limit > 0 && organization.members_count >= limit) {
    throw clerkError("organizationMembershipQuota", { values: { limit } });
  }
  if ((await findRole(work, member.role)) === undefined) {
    throw clerkError("organizationRoleNotFound", { param: "role" });
  }
  await insertMembership(work, {
    id: work.newId("membership"),
    organization_id: organization.id,
    user_id: user.id,
    role: member.role,
    public_metadata: member.publicMetadata ?? {},
    private_metadata: member.privateMetadata ?? {},
    created_at: work.now,
    updated_at: work.now,
  });
  const membership = await findMembership(work, key);
  if (membership === undefined) throw new Error("A membership that was just made is gone");
  await work.emit("organizationMembership.created", () =>
    backendMembershipJson(membership, {
      addresses: work.addresses,
      user: publicUserJson(user, work.addresses),
    }),
  );
  return membership;
}
