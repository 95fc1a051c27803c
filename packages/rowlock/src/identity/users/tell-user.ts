// The events of a user, with the user as the Backend API gives them.
import { userEventJson } from "../resources/user.ts";
import { findUser } from "../store/users.ts";
import type { Work } from "../work.ts";

export async function tellUser(
  work: Work,
  type: "user.created" | "user.updated",
  id: string,
): Promise<void> {
  await work.emit(type, async () => {
    const user = await findUser(work, id);
    return user === undefined ? { id } : userEventJson(user, work);
  });
}
