// The events of a user, with the user as the Backend API gives them.
import { backendUserJson, type ResourceContext } from "../resources/user.ts";
import { findUser } from "../store/users.ts";
import type { Work } from "../work.ts";

export function resourceContext(work: Work): ResourceContext {
  return { addresses: work.instance.addresses, now: work.now, settings: work.settings };
}

export async function tellUser(
  work: Work,
  type: "user.created" | "user.updated",
  id: string,
): Promise<void> {
  await work.emit(type, async () => {
    const user = await findUser(work, id);
    return user === undefined ? { id } : backendUserJson(user, resourceContext(work));
  });
}
