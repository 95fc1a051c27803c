// Another role for a member. The last one who can manage members keeps that.
import { clerkError } from "../errors/clerk-api-error.ts";
import { backendMembershipJson } from "../resources/organization.ts";
import { publicUserJson } from "../resources/public-user.ts";
import {
  findMembership,
  type Membership,
  type MembershipRow,
  updateMembership,
} from "../store/memberships.ts";
import { lockOrganization } from "../store/organizations.ts";
import { findRole } from "../store/roles.ts";
import { findUser } from "../store/users.ts";
import type { Work } from "../work.ts";
import { requireOtherManager } from "./permissions.ts";

/** @throws ClerkApiError */
export async function changeRole(
  work: Work,
  { membership, role }: { readonly membership: Membership; readonly role: string },
): Promise<Membership> {
  await lockOrganization(work, membership.organization_id);
  const next = await findRole(work, role);
  if (next === undefined) throw clerkError("organizationRoleNotFound", { param: "role" });
  const manages = next.permissions.some(({ key }) => key === "org:sys_memberships:manage");
  if (!manages) await requireOtherManager(work, membership);
  return writeMembership(work, { membership, columns: { role: next.key } });
}

/** Writes a membership and tells of it. */
export async function writeMembership(
  work: Work,
  options: {
    readonly membership: Membership;
    readonly columns: Partial<Pick<MembershipRow, "role" | "public_metadata" | "private_metadata">>;
  },
): Promise<Membership> {
  const { membership, columns } = options;
  await updateMembership(work, { ...membership, ...columns, updated_at: work.now });
  const changed = await findMembership(work, {
    organizationId: membership.organization_id,
    userId: membership.user_id,
  });
  if (changed === undefined) throw clerkError("notAMember");
  await work.emit("organizationMembership.updated", async () => {
    const { addresses } = work;
    const user = await findUser(work, changed.user_id);
    const shown = user === undefined ? undefined : publicUserJson(user, addresses);
    return backendMembershipJson(changed, { addresses, user: shown });
  });
  return changed;
}
