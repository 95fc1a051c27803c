// Compares the profiles with Clerk's users and writes what differs: for the first start on an app that has users, and for
// what no webhook told of. Safe to run at any time and beside webhooks, because a state never takes a later one's place.
import { clerkClient } from "@clerk/nextjs/server";
import { deletedProfile, type Profile, profileOf } from "./profile.ts";
import { createServiceClient, keepProfiles } from "./service-client.ts";

export interface Reconciled {
  /** How many users Clerk has. */
  readonly users: number;
  /** How many profiles were of users who are gone. */
  readonly deleted: number;
}

/** As many as Clerk takes of ids in one question. */
const PAGE = 100;

export async function reconcileProfiles(): Promise<Reconciled> {
  const writtenBy = `reconciled at ${new Date().toISOString()}`;
  const users = await keepEveryUser(writtenBy);
  return { users, deleted: await findDeletedUsers(writtenBy) };
}

async function keepEveryUser(writtenBy: string): Promise<number> {
  const clerk = await clerkClient();
  let offset = 0;
  for (;;) {
    const { data } = await clerk.users.getUserList({ limit: PAGE, offset, orderBy: "+created_at" });
    await keepProfiles(data.flatMap(({ raw }) => (raw ? [profileOf(raw, writtenBy)] : [])));
    offset += data.length;
    if (data.length < PAGE) return offset;
  }
}

/** A profile whose user Clerk does not know, asked for by id, is of a user who is gone. */
async function findDeletedUsers(writtenBy: string): Promise<number> {
  const clerk = await clerkClient();
  let deleted = 0;
  let after = "";
  for (;;) {
    const ids = await profileIds(after);
    if (ids.length === 0) return deleted;
    const { data } = await clerk.users.getUserList({ userId: ids, limit: PAGE });
    const known = new Set(data.map(({ id }) => id));
    const gone: Profile[] = ids
      .filter((id) => !known.has(id))
      .map((id) => deletedProfile(id, writtenBy));
    await keepProfiles(gone);
    deleted += gone.length;
    after = ids.at(-1) ?? "";
  }
}

async function profileIds(after: string): Promise<string[]> {
  const { data, error } = await createServiceClient()
    .from("profiles")
    .select("user_id")
    .eq("deleted", false)
    .gt("user_id", after)
    .order("user_id")
    .limit(PAGE);
  if (error) throw new Error(`The profiles could not be read: ${error.code} ${error.message}`);
  return data.map(({ user_id }) => String(user_id));
}
