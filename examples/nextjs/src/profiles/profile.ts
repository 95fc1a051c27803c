// A row of the table `profiles`: the state of a user at a moment, as Clerk tells of it.
import type { UserJSON } from "@clerk/nextjs/server";

export interface Profile {
  readonly user_id: string;
  readonly email: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly image_url: string | null;
  readonly deleted: boolean;
  /** Clerk's time of this state, or `infinity`: nothing is later than a deletion. */
  readonly updated_at: string;
  /** The message or the reconciliation that writes it. */
  readonly written_by: string;
}

export function profileOf(user: UserJSON, writtenBy: string): Profile {
  const primary = user.email_addresses.find(({ id }) => id === user.primary_email_address_id);
  return {
    user_id: user.id,
    email: primary?.email_address ?? null,
    first_name: user.first_name,
    last_name: user.last_name,
    image_url: user.image_url,
    deleted: false,
    updated_at: new Date(user.updated_at).toISOString(),
    written_by: writtenBy,
  };
}

/** What is kept of a user who is gone: that they are. Ids are never given again. */
export function deletedProfile(userId: string, writtenBy: string): Profile {
  return {
    user_id: userId,
    email: null,
    first_name: null,
    last_name: null,
    image_url: null,
    deleted: true,
    updated_at: "infinity",
    written_by: writtenBy,
  };
}
