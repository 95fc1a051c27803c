// /v1/organizations/:id/memberships: who belongs to an organization.
import { clerkError } from "../errors/clerk-api-error.ts";
import { addMember } from "../organizations/add-member.ts";
import { changeRole } from "../organizations/change-role.ts";
import { requireOtherManager, requirePermission } from "../organizations/permissions.ts";
import { removeMember } from "../organizations/remove-member.ts";
import { membershipJson } from "../resources/organization.ts";
import { pageJson } from "../resources/page.ts";
import { publicUserJson } from "../resources/public-user.ts";
import { listMembers } from "../store/list-members.ts";
import { findMembership, type Membership } from "../store/memberships.ts";
import { findUser, type User } from "../store/users.ts";
import type { Work } from "../work.ts";
import { type FrontendCall, requireSignedIn } from "./frontend-call.ts";
import { asManager } from "./organizations.ts";
import { pageOf } from "./page-of.ts";
import { change, type FrontendApp, read } from "./routes.ts";

const BASE = "/v1/organizations/:id/memberships";
const MANAGE = "org:sys_memberships:manage";

export function organizationMemberRoutes(app: FrontendApp): void {
  read(app, BASE, list);
  change(app, ["POST", BASE], (call, { id = "" }) => {
    const userId = call.form.requireText("user_id");
    const role = call.form.requireText("role");
    return asManager(call, { id, permission: MANAGE }, async (work) => {
      const user = await requireUser(work, userId);
      return show(work, {
        user,
        membership: await addMember(work, { organizationId: id, user, role }),
      });
    });
  });
  change(app, ["PATCH", `${BASE}/:user`], (call, { id = "", user: userId = "" }) => {
    const role = call.form.requireText("role");
    return asManager(call, { id, permission: MANAGE }, async (work) => {
      const membership = await requireMembership(work, { organizationId: id, userId });
      const user = await requireUser(work, userId);
      return show(work, { user, membership: await changeRole(work, { membership, role }) });
    });
  });
  change(app, ["DELETE", `${BASE}/:user`], (call, { id = "", user: userId = "" }) =>
    asManager(call, { id, permission: MANAGE }, async (work) => {
      const membership = await requireMembership(work, { organizationId: id, userId });
      await requireOtherManager(work, membership);
      const user = await requireUser(work, userId);
      await removeMember(work, { membership, user });
      return show(work, { user, membership });
    }),
  );
}

async function list(call: FrontendCall, { id = "" }: Readonly<Record<string, string>>) {
  const { user } = await requireSignedIn(call);
  const { database, addresses } = call.instance;
  await requirePermission(database, {
    organizationId: id,
    userId: user.id,
    permission: "org:sys_memberships:read",
  });
  const { members, total } = await listMembers(database, {
    organizationId: id,
    roles: call.query.texts("role"),
    text: call.query.text("query") || undefined,
    orderBy: "created_at",
    descending: true,
    ...pageOf(call),
  });
  return pageJson(
    members.map((member) =>
      membershipJson(member.membership, {
        addresses,
        user: publicUserJson(member.user, addresses),
      }),
    ),
    total,
  );
}

async function requireUser(work: Work, id: string): Promise<User> {
  const user = await findUser(work, id);
  if (user === undefined) throw clerkError("userNotFound", { values: { id } });
  return user;
}

async function requireMembership(
  work: Work,
  key: { readonly organizationId: string; readonly userId: string },
): Promise<Membership> {
  const membership = await findMembership(work, key);
  if (membership === undefined) throw clerkError("resourceNotFound");
  return membership;
}

function show(
  work: Work,
  { membership, user }: { readonly membership: Membership; readonly user: User },
) {
  const { addresses } = work;
  return membershipJson(membership, { addresses, user: publicUserJson(user, addresses) });
}
