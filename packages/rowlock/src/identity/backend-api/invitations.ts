// /v1/invitations: people asked to sign up to the application.
import { parseEmailAddress } from "../email-address.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";
import { createInvitation } from "../invitations/create-invitation.ts";
import { invitationLifetime } from "../invitations/lifetime.ts";
import { invitationJson } from "../resources/invitation.ts";
import { deletedJson, pageJson } from "../resources/page.ts";
import {
  deleteInvitationRow,
  expireInvitations,
  isInvitationOrder,
  listInvitations,
  lockInvitation,
  setInvitationStatus,
} from "../store/invitations.ts";
import { deleteMessages } from "../store/messages.ts";
import { requireSmallMetadata } from "../users/metadata.ts";
import type { Work } from "../work.ts";
import { type BackendCall, change, orderOf, pageOf } from "./backend-call.ts";
import { redirectUrlOf } from "./redirect-url.ts";
import { type BackendApp, route } from "./routes.ts";

export function invitationRoutes(app: BackendApp): void {
  route(app, ["GET", "/invitations"], list);
  route(app, ["POST", "/invitations"], (call) => change(call, (work) => create(work, call.form)));
  route(app, ["POST", "/invitations/bulk"], (call) =>
    change(call, async (work) => {
      const created = [];
      for (const item of call.items ?? []) created.push(await create(work, item));
      return created;
    }),
  );
  route(app, ["POST", "/invitations/:id/revoke"], (call, { id = "" }) =>
    change(call, async (work) => {
      const invitation = await lockInvitation(work, id);
      if (invitation === undefined) throw clerkError("invitationNotFound", { values: { id } });
      if (invitation.status === "accepted") throw clerkError("invitationAccepted");
      if (invitation.status === "revoked") throw clerkError("invitationAlreadyRevoked");
      await setInvitationStatus(work, { id, status: "revoked", now: work.now });
      return invitationJson({ ...invitation, status: "revoked", updated_at: work.now });
    }),
  );
  // Erases, of any status: with it go the mails that asked the same person.
  route(app, ["DELETE", "/invitations/:id"], (call, { id = "" }) =>
    change(call, async (work) => {
      const invitation = await lockInvitation(work, id);
      if (invitation === undefined) throw clerkError("invitationNotFound", { values: { id } });
      await deleteInvitationRow(work, id);
      await deleteMessages(work, { to: invitation.email_address, slug: "invitation" });
      return deletedJson("invitation", id);
    }),
  );
}

function create(work: Work, form: Form) {
  return createInvitation(work, {
    emailAddress: parseEmailAddress(form.requireText("email_address"), "email_address"),
    publicMetadata: requireSmallMetadata(form.object("public_metadata") ?? {}, "public_metadata"),
    redirectUrl: redirectUrlOf(work.instance, form),
    notify: form.flag("notify") ?? true,
    ignoreExisting: form.flag("ignore_existing") ?? false,
    lifetimeMs: invitationLifetime(form),
  });
}

async function list(call: BackendCall) {
  const { database, clock } = call.instance;
  await expireInvitations(database, clock());
  const order = orderOf(call, isInvitationOrder, { orderBy: "created_at", descending: true });
  const { data, total } = await listInvitations(database, {
    filter: {
      status: call.query.text("status") || undefined,
      text: call.query.text("query") || undefined,
    },
    ...order,
    ...pageOf(call),
  });
  const json = data.map((invitation) => invitationJson(invitation));
  return call.query.flag("paginated") === true ? pageJson(json, total) : json;
}
