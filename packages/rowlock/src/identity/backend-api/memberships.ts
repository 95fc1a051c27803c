// /v1/organizations/:id/memberships, and the memberships of the whole instance.
import { clerkError } from "../errors/clerk-api-error.ts";
import { addMember } from "../organizations/add-member.ts";
import { requireOrganization } from "../organizations/change-organization.ts";
import { changeRole, writeMembership } from "../organizations/change-role.ts";
import { requireOtherManager } from "../organizations/permissions.ts";
import { removeMember } from "../organizations/remove-member.ts";
import { backendMembershipJson } from "../resources/organization.ts";
import { pageJson } from "../resources/page.ts";
import { publicUserJson } from "../resources/public-user.ts";
import { isMemberOrder, listMembers } from "../store/list-members.ts";
import { findMembership, type Membership } from "../store/memberships.ts";
import type { User } from "../store/users.ts";
import { mergeMetadata, requireSmallMetadata } from "../users/metadata.ts";
import type { Work } from "../work.ts";
import { type BackendCall, change, lockUser, orderOf, pageOf } from "./backend-call.ts";
import { type BackendApp, type Endpoint, route } from "./routes.ts";
import { readUserFilter } from "./user-filters.ts";

const BASE = "/organizations/:id/memberships";
const NEWEST_FIRST = { orderBy: "created_at", descending: true } as const;

export function membershipRoutes(app: BackendApp): void {
  route(app, ["GET", BASE], (call, { id }) => list(call, id));
  route(app, ["GET", "/organization_memberships"], (call) => list(call, undefined));
  route(app, ["POST", BASE], (call, { id = "" }) =>
    change(call, async (work) => {
      const organization = await requireOrganization(work, id);
      const user = await lockUser(work, call.form.requireText("user_id"));
      const membership = await addMember(work, {
        organizationId: organization.id,
        user,
        role: call.form.requireText("role"),
        publicMetadata: call.form.object("public_metadata") ?? {},
        privateMetadata: call.form.object("private_metadata") ?? {},
      });
      return show(work, { membership, user });
    }),
  );
  route(
    app,
    ["PATCH", `${BASE}/:user`],
    action((work, { call, membership }) =>
      changeRole(work, { membership, role: call.form.requireText("role") }),
    ),
  );
  route(app, ["PATCH", `${BASE}/:user/metadata`], action(mergeMembershipMetadata));
  route(
    app,
    ["DELETE", `${BASE}/:user`],
    action(async (work, { membership, user }) => {
      await requireOtherManager(work, membership);
      await removeMember(work, { membership, user });
      return membership;
    }),
  );
}

function show(
  work: Work,
  { membership, user }: { readonly membership: Membership; readonly user: User },
) {
  const { addresses } = work;
  return backendMembershipJson(membership, { addresses, user: publicUserJson(user, addresses) });
}

interface MembershipAction {
  readonly call: BackendCall;
  readonly membership: Membership;
  readonly user: User;
}

function action(job: (work: Work, options: MembershipAction) => Promise<Membership>): Endpoint {
  return (call, { id = "", user: userId = "" }) =>
    change(call, async (work) => {
      const organization = await requireOrganization(work, id);
      const user = await lockUser(work, userId);
      const membership = await findMembership(work, { organizationId: organization.id, userId });
      if (membership === undefined) throw clerkError("resourceNotFound");
      return show(work, { membership: await job(work, { call, membership, user }), user });
    });
}

function mergeMembershipMetadata(work: Work, { call, membership }: MembershipAction) {
  const columns = (["public_metadata", "private_metadata"] as const)
    .filter((name) => call.form.has(name))
    .map((name) => [
      name,
      requireSmallMetadata(mergeMetadata(membership[name], call.form.object(name) ?? {}), name),
    ]);
  return writeMembership(work, { membership, columns: Object.fromEntries(columns) });
}

async function list(call: BackendCall, organizationId: string | undefined) {
  const { database, addresses } = call.instance;
  if (organizationId !== undefined) {
    await change(call, (work) => requireOrganization(work, organizationId));
  }
  const { members, total } = await listMembers(database, {
    organizationId,
    roles: call.query.texts("role"),
    users: readUserFilter(call.query),
    ...orderOf(call, isMemberOrder, NEWEST_FIRST),
    ...pageOf(call),
  });
  return pageJson(
    members.map(({ membership, user }) =>
      backendMembershipJson(membership, { addresses, user: publicUserJson(user, addresses) }),
    ),
    total,
  );
}
