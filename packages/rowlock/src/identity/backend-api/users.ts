// /v1/users: reading, finding, making, changing and deleting users.
import { clerkError } from "../errors/clerk-api-error.ts";
import { deletedJson, totalCountJson } from "../resources/page.ts";
import { backendUserJson } from "../resources/user.ts";
import type { UserFilter } from "../store/user-filters.ts";
import { countUsers, isUserOrder, listUsers, type User } from "../store/users.ts";
import { deleteUser } from "../users/delete-user.ts";
import {
  type BackendCall,
  change,
  contextOf,
  lockUser,
  orderOf,
  pageOf,
  requireUser,
} from "./backend-call.ts";
import { type BackendApp, route } from "./routes.ts";
import { readUserFilter } from "./user-filters.ts";
import { createUserFromForm, updateUserFromForm } from "./write-user.ts";

export function userRoutes(app: BackendApp): void {
  route(app, ["GET", "/users"], list);
  route(app, ["GET", "/users/count"], async (call) =>
    totalCountJson(await countUsers(call.instance.database, readUserFilter(call.query))),
  );
  route(app, ["POST", "/users"], async (call) => show(call, await createUserFromForm(call)));
  route(app, ["GET", "/users/:id"], async (call, { id = "" }) =>
    show(call, await requireUser(call, id)),
  );
  route(app, ["PATCH", "/users/:id"], async (call, { id = "" }) => {
    await updateUserFromForm(call, id);
    return show(call, await requireUser(call, id));
  });
  route(app, ["DELETE", "/users/:id"], async (call, { id = "" }) => {
    await change(call, async (work) => deleteUser(work, await lockUser(work, id)));
    return deletedJson("user", id);
  });
}

function show(call: BackendCall, user: User) {
  return backendUserJson(user, contextOf(call));
}

async function list(call: BackendCall) {
  const users = await listUsers(call.instance.database, {
    filter: { ...readUserFilter(call.query), after: await readCursor(call) },
    ...orderOf(call, isUserOrder, { orderBy: "created_at", descending: true }),
    ...pageOf(call),
  });
  return users.map((user) => show(call, user));
}

/** `starting_after`: what comes behind a user, newest first. @throws ClerkApiError */
async function readCursor(call: BackendCall): Promise<UserFilter["after"]> {
  const cursor = call.query.text("starting_after");
  if (!cursor) return undefined;
  const order = call.query.text("order_by");
  if (order && order !== "-created_at") {
    throw clerkError("paramValueInvalid", {
      param: "starting_after",
      values: { reason: "starting_after requires ordering by -created_at" },
    });
  }
  return requireUser(call, cursor);
}
