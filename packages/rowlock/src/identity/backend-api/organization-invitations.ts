// /v1/organizations/:id/invitations, and the invitations of the whole instance.
import { parseEmailAddress } from "../email-address.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";
import { invitationLifetime } from "../invitations/lifetime.ts";
import { requireOrganization } from "../organizations/change-organization.ts";
import {
  inviteToOrganization,
  requireInvitation,
  revokeOrganizationInvitation,
} from "../organizations/invite.ts";
import { requirePermission } from "../organizations/permissions.ts";
import { backendOrganizationInvitationJson } from "../resources/organization.ts";
import { pageJson } from "../resources/page.ts";
import {
  expireOrganizationInvitations,
  listOrganizationInvitations,
  type OrganizationInvitation,
  type OrganizationInvitationFilter,
} from "../store/organization-invitations.ts";
import { requireSmallMetadata } from "../users/metadata.ts";
import type { Work } from "../work.ts";
import { type BackendCall, change, pageOf } from "./backend-call.ts";
import { redirectUrlOf } from "./redirect-url.ts";
import { type BackendApp, route } from "./routes.ts";

const BASE = "/organizations/:id/invitations";

export function organizationInvitationRoutes(app: BackendApp): void {
  route(app, ["GET", BASE], (call, { id = "" }) => list(call, { organizationId: id }));
  route(app, ["GET", `${BASE}/pending`], (call, { id = "" }) =>
    list(call, { organizationId: id, statuses: ["pending"] }),
  );
  route(app, ["GET", "/organization_invitations"], (call) => list(call, {}));
  route(app, ["POST", BASE], (call, { id = "" }) =>
    change(call, (work) => invite(work, { organizationId: id, form: call.form })),
  );
  route(app, ["POST", `${BASE}/bulk`], (call, { id = "" }) =>
    change(call, async (work) => {
      const sent = [];
      for (const form of call.items ?? []) {
        sent.push(await invite(work, { organizationId: id, form }));
      }
      return pageJson(sent, sent.length);
    }),
  );
  route(app, ["GET", `${BASE}/:invitation`], async (call, { id = "", invitation = "" }) => {
    const found = await requireInvitation(call.instance.database, invitation);
    if (found.organization_id === id) return show(call.instance, found);
    throw clerkError("organizationInvitationNotFound", { values: { id: invitation } });
  });
  route(app, ["POST", `${BASE}/:invitation/revoke`], (call, { id = "", invitation = "" }) =>
    change(call, async (work) => {
      await requireManager(work, {
        organizationId: id,
        userId: call.form.text("requesting_user_id"),
      });
      const key = { id: invitation, organizationId: id };
      return show(work.instance, await revokeOrganizationInvitation(work, key));
    }),
  );
}

function show(instance: BackendCall["instance"], invitation: OrganizationInvitation) {
  return backendOrganizationInvitationJson(invitation, { addresses: instance.addresses });
}

/** Whoever is named as acting must be allowed to; nobody need be named. */
async function requireManager(
  work: Work,
  key: { readonly organizationId: string; readonly userId: string | null | undefined },
): Promise<void> {
  if (!key.userId) return;
  await requirePermission(work, {
    organizationId: key.organizationId,
    userId: key.userId,
    permission: "org:sys_memberships:manage",
  });
}

async function invite(
  work: Work,
  { organizationId, form }: { readonly organizationId: string; readonly form: Form },
) {
  const organization = await requireOrganization(work, organizationId);
  const inviterUserId = form.text("inviter_user_id") || null;
  await requireManager(work, { organizationId: organization.id, userId: inviterUserId });
  const { invitation, url } = await inviteToOrganization(work, {
    organization,
    emailAddress: parseEmailAddress(form.requireText("email_address"), "email_address"),
    role: form.requireText("role"),
    inviterUserId,
    redirectUrl: redirectUrlOf(work.instance, form),
    publicMetadata: requireSmallMetadata(form.object("public_metadata") ?? {}, "public_metadata"),
    privateMetadata: requireSmallMetadata(
      form.object("private_metadata") ?? {},
      "private_metadata",
    ),
    lifetimeMs: invitationLifetime(form),
    notify: form.flag("notify") ?? true,
  });
  return backendOrganizationInvitationJson(invitation, {
    addresses: work.addresses,
    url,
  });
}

async function list(call: BackendCall, narrowed: OrganizationInvitationFilter) {
  const { database, clock } = call.instance;
  await expireOrganizationInvitations(database, clock());
  const email = call.query.text("email_address");
  const filter = {
    statuses: call.query.texts("status"),
    emailAddresses: email ? [email.toLowerCase()] : undefined,
    ...narrowed,
  };
  const { data, total } = await listOrganizationInvitations(database, { filter, ...pageOf(call) });
  return pageJson(
    data.map((invitation) => show(call.instance, invitation)),
    total,
  );
}
