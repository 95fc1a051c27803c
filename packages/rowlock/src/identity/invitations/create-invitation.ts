// An invitation to the application: made, and mailed unless told otherwise.

import type { JsonObject } from "../../tokens/verified-token.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { sendMail } from "../messages/send-mail.ts";
import { invitationJson } from "../resources/invitation.ts";
import { findClaimedEmailAddress } from "../store/email-addresses.ts";
import {
  expireInvitations,
  findPendingInvitations,
  type InvitationRow,
  insertInvitation,
  lockInvitations,
} from "../store/invitations.ts";
import { ticketUrl } from "../tickets/create-ticket.ts";
import type { Work } from "../work.ts";

export interface NewInvitation {
  readonly emailAddress: string;
  readonly publicMetadata: JsonObject;
  readonly redirectUrl: string | null;
  readonly notify: boolean;
  readonly ignoreExisting: boolean;
  readonly lifetimeMs: number;
}

/** @throws ClerkApiError duplicate_record, form_identifier_exists */
export async function createInvitation(work: Work, options: NewInvitation) {
  const { emailAddress } = options;
  await lockInvitations(work);
  await expireInvitations(work, work.now);
  if (!options.ignoreExisting) {
    if ((await findPendingInvitations(work, emailAddress)).length > 0) {
      throw clerkError("duplicateInvitations", {
        values: { emails: emailAddress },
        meta: { email_addresses: [emailAddress] },
      });
    }
    if ((await findClaimedEmailAddress(work, emailAddress)) !== undefined) {
      throw clerkError("identifierExists", {
        param: "email_address",
        values: { name: "email address" },
      });
    }
  }
  const ticket = work.newSecret();
  const invitation: InvitationRow = {
    id: work.newId("invitation"),
    email_address: emailAddress,
    status: "pending",
    public_metadata: options.publicMetadata,
    redirect_url: options.redirectUrl,
    expires_at: work.now + options.lifetimeMs,
    created_at: work.now,
    updated_at: work.now,
  };
  await insertInvitation(work, { ...invitation, ticket });
  const url = ticketUrl(work, ticket);
  if (options.notify) {
    await sendMail(work, {
      to: emailAddress,
      slug: "invitation",
      text: url,
      data: { action_url: url },
    });
  }
  return invitationJson(invitation, url);
}
