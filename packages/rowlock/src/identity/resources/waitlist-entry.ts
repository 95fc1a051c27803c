// The wire forms of an entry of the waitlist: whole for the app's server, and what the person who joined is told.
import type { WaitlistEntry, WaitlistEntryRow } from "../store/waitlist.ts";
import { invitationJson } from "./invitation.ts";

export function backendWaitlistEntryJson(entry: WaitlistEntry, url?: string) {
  return {
    object: "waitlist_entry",
    id: entry.id,
    email_address: entry.email_address,
    status: entry.status,
    is_locked: false,
    invitation: entry.invitation === null ? null : invitationJson(entry.invitation, url),
    created_at: entry.created_at,
    updated_at: entry.updated_at,
  } as const;
}

export function waitlistEntryJson(entry: WaitlistEntryRow) {
  return {
    object: "waitlist_entry",
    id: entry.id,
    created_at: entry.created_at,
    updated_at: entry.updated_at,
  } as const;
}
