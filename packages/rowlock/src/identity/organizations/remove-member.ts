// A membership ends. Wherever the organization was active for this user, it is active no more.
import { backendMembershipJson } from "../resources/organization.ts";
import { publicUserJson } from "../resources/public-user.ts";
import { deleteMembershipRow, type Membership } from "../store/memberships.ts";
import { leaveActiveOrganization } from "../store/sessions.ts";
import type { User } from "../store/users.ts";
import type { Work } from "../work.ts";

export async function removeMember(
  work: Work,
  { membership, user }: { readonly membership: Membership; readonly user: User },
): Promise<void> {
  const { addresses } = work;
  await deleteMembershipRow(work, membership.id);
  await leaveActiveOrganization(work, {
    organizationId: membership.organization_id,
    userId: user.id,
  });
  await work.emit("organizationMembership.deleted", () =>
    backendMembershipJson(membership, { addresses, user: publicUserJson(user, addresses) }),
  );
}
