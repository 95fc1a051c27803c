// /v1/organizations/:id/invitations: people asked into an organization by its managers.
import { isEmailAddress, parseEmailAddress } from "../email-address.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { invitationLifetime } from "../invitations/lifetime.ts";
import { inviteToOrganization, revokeOrganizationInvitation } from "../organizations/invite.ts";
import { requirePermission } from "../organizations/permissions.ts";
import { organizationInvitationJson } from "../resources/organization.ts";
import { pageJson } from "../resources/page.ts";
import {
  expireOrganizationInvitations,
  listOrganizationInvitations,
} from "../store/organization-invitations.ts";
import { type FrontendCall, requireSignedIn } from "./frontend-call.ts";
import { asManager } from "./organizations.ts";
import { pageOf } from "./page-of.ts";
import { change, type FrontendApp, read } from "./routes.ts";

const BASE = "/v1/organizations/:id/invitations";
const MANAGE = "org:sys_memberships:manage";
const MAX_AT_ONCE = 50;

type Path = Readonly<Record<string, string>>;

export function organizationInvitationRoutes(app: FrontendApp): void {
  read(app, BASE, (call, { id = "" }) =>
    list(call, { id, statuses: call.query.texts("status") ?? [] }),
  );
  read(app, `${BASE}/pending`, (call, { id = "" }) => list(call, { id, statuses: ["pending"] }));
  change(app, ["POST", BASE], async (call, path) => {
    const address = call.form.requireText("email_address");
    const [invitation] = await invite(call, { path, addresses: [address] });
    return invitation;
  });
  change(app, ["POST", `${BASE}/bulk`], (call, path) => {
    const addresses = (call.form.texts("email_address") ?? []).filter((text) => text.trim() !== "");
    if (addresses.length === 0) throw clerkError("paramMissing", { param: "email_address" });
    return invite(call, { path, addresses });
  });
  change(app, ["POST", `${BASE}/:invitation/revoke`], (call, { id = "", invitation = "" }) =>
    asManager(call, { id, permission: MANAGE }, async (work) => {
      const key = { id: invitation, organizationId: id };
      const revoked = await revokeOrganizationInvitation(work, key);
      return organizationInvitationJson(revoked, { addresses: work.addresses });
    }),
  );
}

async function list(
  call: FrontendCall,
  { id, statuses }: { readonly id: string; readonly statuses: readonly string[] },
) {
  const { user } = await requireSignedIn(call);
  const { database, addresses, clock } = call.instance;
  const key = { organizationId: id, userId: user.id };
  await requirePermission(database, { ...key, permission: MANAGE });
  await expireOrganizationInvitations(database, clock());
  const { data, total } = await listOrganizationInvitations(database, {
    filter: { organizationId: id, statuses: statuses.length === 0 ? undefined : statuses },
    ...pageOf(call),
  });
  return pageJson(
    data.map((invitation) => organizationInvitationJson(invitation, { addresses })),
    total,
  );
}

async function invite(
  call: FrontendCall,
  { path: { id = "" }, addresses }: { readonly path: Path; readonly addresses: readonly string[] },
) {
  if (addresses.length > MAX_AT_ONCE) {
    throw clerkError("paramValueInvalid", {
      param: "email_address",
      values: { reason: `email_address should not exceed ${MAX_AT_ONCE} items.` },
    });
  }
  const role = call.form.requireText("role");
  const emails = parseAddresses(addresses);
  const { user } = await requireSignedIn(call);
  return asManager(call, { id, permission: MANAGE }, async (work, organization) => {
    const sent = [];
    for (const emailAddress of new Set(emails)) {
      const { invitation } = await inviteToOrganization(work, {
        organization,
        emailAddress,
        role,
        inviterUserId: user.id,
        lifetimeMs: invitationLifetime(call.form),
        notify: call.form.flag("notify") ?? true,
      });
      sent.push(organizationInvitationJson(invitation, { addresses: work.addresses }));
    }
    return sent;
  });
}

/** All addresses, or an error that names every wrong one: the component takes them out by it. */
function parseAddresses(texts: readonly string[]): readonly string[] {
  const wrong = texts.filter((text) => !isEmailAddress(text));
  if (wrong.length === 0) return texts.map((text) => parseEmailAddress(text, "email_address"));
  throw clerkError("emailAddressesInvalid", {
    param: "email_address",
    values: { emails: wrong.join(", ") },
    meta: { email_addresses: wrong },
  });
}
