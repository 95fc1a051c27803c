// The rules of the waitlist, for both APIs: an address joins once, and an entry that waits is invited or rejected.
import { clerkError } from "../errors/clerk-api-error.ts";
import { createInvitation } from "../invitations/create-invitation.ts";
import { sendMail } from "../messages/send-mail.ts";
import { backendWaitlistEntryJson } from "../resources/waitlist-entry.ts";
import { findClaimedEmailAddress } from "../store/email-addresses.ts";
import {
  findWaitlistEntryOf,
  insertWaitlistEntry,
  lockWaitlistEntry,
  updateWaitlistEntry,
  type WaitlistEntry,
} from "../store/waitlist.ts";
import type { Work } from "../work.ts";

const INVITATION_LIFETIME_MS = 30 * 86_400_000;

/** Puts an address on the list; gives the entry that is there when it has joined before. */
export async function joinWaitlist(
  work: Work,
  { emailAddress, notify }: { readonly emailAddress: string; readonly notify: boolean },
): Promise<WaitlistEntry> {
  const fresh = await insertWaitlistEntry(work, {
    id: work.newId("waitlistEntry"),
    email_address: emailAddress,
    status: "pending",
    invitation_id: null,
    created_at: work.now,
    updated_at: work.now,
  });
  const entry = await findWaitlistEntryOf(work, emailAddress);
  if (entry === undefined) throw new Error("An entry that was just made is gone");
  if (!fresh) return entry;
  if (notify) {
    await sendMail(work, {
      to: emailAddress,
      slug: "waitlist_confirmation",
      text: "",
      data: {},
    });
  }
  await work.emit("waitlistEntry.created", () => backendWaitlistEntryJson(entry));
  return entry;
}

/** @throws ClerkApiError resource_not_found */
export async function requireEntry(work: Work, id: string): Promise<WaitlistEntry> {
  const entry = await lockWaitlistEntry(work, id);
  if (entry === undefined) throw clerkError("resourceNotFound");
  return entry;
}

/** Invites who waits or was rejected. @throws ClerkApiError conflict when they were invited, or are in */
export async function inviteEntry(
  work: Work,
  { id, ignoreExisting }: { readonly id: string; readonly ignoreExisting: boolean },
) {
  const entry = await requireEntry(work, id);
  if (entry.status === "completed" || (entry.status === "invited" && !ignoreExisting)) {
    throw clerkError("waitlistEntryDecided", { values: { status: entry.status } });
  }
  const invitation = await createInvitation(work, {
    emailAddress: entry.email_address,
    publicMetadata: {},
    redirectUrl: null,
    notify: true,
    ignoreExisting,
    lifetimeMs: INVITATION_LIFETIME_MS,
  });
  return decide(work, { entry, status: "invited", invitationId: invitation.id });
}

/** @throws ClerkApiError conflict when the entry does not wait any more */
export async function rejectEntry(work: Work, id: string) {
  const entry = await requireEntry(work, id);
  if (entry.status !== "pending") {
    throw clerkError("waitlistEntryDecided", { values: { status: entry.status } });
  }
  return decide(work, { entry, status: "rejected", invitationId: null });
}

/** Whoever signs up is not waiting any more. */
export async function completeEntry(work: Work, emailAddress: string): Promise<void> {
  const entry = await findWaitlistEntryOf(work, emailAddress);
  if (entry === undefined || entry.status === "completed") return;
  await decide(work, { entry, status: "completed", invitationId: entry.invitation_id });
}

async function decide(
  work: Work,
  change: {
    readonly entry: WaitlistEntry;
    readonly status: WaitlistEntry["status"];
    readonly invitationId: string | null;
  },
) {
  const { id } = change.entry;
  await updateWaitlistEntry(work, {
    id,
    status: change.status,
    invitation_id: change.invitationId,
    updated_at: work.now,
  });
  const json = backendWaitlistEntryJson(await requireEntry(work, id));
  await work.emit("waitlistEntry.updated", () => json);
  return json;
}

/** Whether an address may wait: a user's need not. @throws ClerkApiError form_identifier_exists */
export async function requireNoUser(work: Work, emailAddress: string): Promise<void> {
  if ((await findClaimedEmailAddress(work, emailAddress)) === undefined) return;
  throw clerkError("identifierExists", {
    param: "email_address",
    values: { name: "email address" },
  });
}
