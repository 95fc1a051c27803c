// /v1/me/organization_...: the organizations that the user belongs to or is asked into.
import { clerkError } from "../errors/clerk-api-error.ts";
import {
  acceptOrganizationInvitation,
  verifiedAddresses,
} from "../organizations/accept-invitation.ts";
import { acceptSuggestion } from "../organizations/enroll.ts";
import { requireMember, requireOtherManager } from "../organizations/permissions.ts";
import { removeMember } from "../organizations/remove-member.ts";
import { membershipJson, organizationInvitationJson } from "../resources/organization.ts";
import { suggestionJson } from "../resources/organization-domain.ts";
import { deletedJson, pageJson } from "../resources/page.ts";
import { publicUserJson } from "../resources/public-user.ts";
import { listSuggestions } from "../store/enrollments.ts";
import { findMembershipsOfUsers } from "../store/memberships.ts";
import {
  expireOrganizationInvitations,
  listOrganizationInvitations,
} from "../store/organization-invitations.ts";
import { lockUserRow } from "../store/users.ts";
import { change as changeWork, type FrontendCall, requireSignedIn } from "./frontend-call.ts";
import { pageOf } from "./page-of.ts";
import { change, type FrontendApp, read } from "./routes.ts";

export function myOrganizationRoutes(app: FrontendApp): void {
  read(app, "/v1/me/organization_memberships", async (call) => {
    const { user } = await requireSignedIn(call);
    const { limit, offset } = pageOf(call);
    const { database, addresses } = call.instance;
    const all = await findMembershipsOfUsers(database, [user.id]);
    const context = { addresses, user: publicUserJson(user, addresses) };
    const page = all.slice(offset, offset + limit);
    const data = page.map((membership) => membershipJson(membership, context));
    return call.query.flag("paginated") === true ? pageJson(data, all.length) : data;
  });
  change(app, ["DELETE", "/v1/me/organization_memberships/:id"], async (call, { id = "" }) => {
    const { user } = await requireSignedIn(call);
    return changeWork(call, async (work) => {
      const membership = await requireMember(work, { organizationId: id, userId: user.id });
      await requireOtherManager(work, membership);
      await removeMember(work, { membership, user });
      return deletedJson("organization_membership", membership.id);
    });
  });
  read(app, "/v1/me/organization_invitations", listMyInvitations);
  change(app, ["POST", "/v1/me/organization_invitations/:id/accept"], acceptInvitation);
  read(app, "/v1/me/organization_suggestions", async (call) => {
    const { user } = await requireSignedIn(call);
    const { database, addresses } = call.instance;
    const { data, total } = await listSuggestions(database, {
      userId: user.id,
      statuses: call.query.texts("status"),
      ...pageOf(call),
    });
    return pageJson(
      data.map((suggestion) => suggestionJson(suggestion, { addresses })),
      total,
    );
  });
  change(app, ["POST", "/v1/me/organization_suggestions/:id/accept"], async (call, { id = "" }) => {
    const { user } = await requireSignedIn(call);
    return changeWork(call, (work) => acceptSuggestion(work, { id, userId: user.id }));
  });
  read(app, "/v1/me/enterprise_connections", async (call) => {
    await requireSignedIn(call);
    return [];
  });
}

async function listMyInvitations(call: FrontendCall) {
  const { user } = await requireSignedIn(call);
  const { database, addresses, clock } = call.instance;
  await expireOrganizationInvitations(database, clock());
  const { data, total } = await listOrganizationInvitations(database, {
    filter: {
      emailAddresses: verifiedAddresses(user),
      statuses: call.query.texts("status") ?? ["pending"],
    },
    ...pageOf(call),
  });
  return pageJson(
    data.map((invitation) => organizationInvitationJson(invitation, { addresses })),
    total,
  );
}

async function acceptInvitation(call: FrontendCall, { id = "" }: Readonly<Record<string, string>>) {
  const { user } = await requireSignedIn(call);
  return changeWork(call, async (work) => {
    const locked = await lockUserRow(work, user.id);
    if (locked === undefined) throw clerkError("authenticationInvalid");
    const accepted = await acceptOrganizationInvitation(work, { id, user: locked });
    return organizationInvitationJson(accepted, { addresses: work.addresses });
  });
}
