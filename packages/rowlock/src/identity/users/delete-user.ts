// A user goes, with everything that is theirs. Sessions end first, so that their ends are told of.

import { removeMember } from "../organizations/remove-member.ts";
import { endUserSessions } from "../sessions/end-sessions.ts";
import { deleteImageRow } from "../store/images.ts";
import { findMembershipsOfUsers } from "../store/memberships.ts";
import { deleteUserRow, type User } from "../store/users.ts";
import type { Work } from "../work.ts";

export async function deleteUser(work: Work, user: User): Promise<void> {
  await endUserSessions(work, { userId: user.id, how: "revoked" });
  for (const membership of await findMembershipsOfUsers(work, [user.id])) {
    await removeMember(work, { membership, user });
  }
  await deleteUserRow(work, user.id);
  if (user.image_id !== null) await deleteImageRow(work, user.image_id);
  await work.emit("user.deleted", () => ({
    deleted: true,
    id: user.id,
    object: "user",
    ...(user.external_id === null ? {} : { external_id: user.external_id }),
  }));
}
