// /v1/users: reading, finding, making, changing and deleting users.
import { param, type Sql, sql } from "../../sql/fragment.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import { deletedJson, totalCountJson } from "../resources/page.ts";
import { backendUserJson } from "../resources/user.ts";
import { number } from "../store/identity-database.ts";
import { countUsers, selectUsers, USER_ORDER_COLUMNS, type User } from "../store/users.ts";
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
import { userConditions, whereAll } from "./user-filters.ts";
import { createUserFromForm, updateUserFromForm } from "./write-user.ts";

type UserOrder = keyof typeof USER_ORDER_COLUMNS;

function isUserOrder(text: string): text is UserOrder {
  return Object.hasOwn(USER_ORDER_COLUMNS, text);
}

export function userRoutes(app: BackendApp): void {
  route(app, ["GET", "/users"], listUsers);
  route(app, ["GET", "/users/count"], async (call) =>
    totalCountJson(await countUsers(call.instance.database, whereAll(userConditions(call.query)))),
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

async function listUsers(call: BackendCall) {
  const { limit, offset } = pageOf(call);
  const { orderBy, descending } = orderOf(call, isUserOrder, {
    orderBy: "created_at",
    descending: true,
  });
  const where = whereAll([...userConditions(call.query), ...(await cursorCondition(call))]);
  const direction = descending ? sql`desc` : sql`asc`;
  const users = await call.instance.database.query<User>(
    selectUsers(sql`${where}
      order by ${USER_ORDER_COLUMNS[orderBy]} ${direction} nulls last, u.id collate "C" ${direction}
      limit ${number(limit)} offset ${number(offset)}`),
  );
  return users.map((user) => show(call, user));
}

/** `starting_after`: what comes behind a user, newest first. @throws ClerkApiError */
async function cursorCondition(call: BackendCall): Promise<readonly Sql[]> {
  const cursor = call.query.text("starting_after");
  if (!cursor) return [];
  const order = call.query.text("order_by");
  if (order && order !== "-created_at") {
    throw clerkError("paramValueInvalid", {
      param: "starting_after",
      values: { reason: "starting_after requires ordering by -created_at" },
    });
  }
  const last = await requireUser(call, cursor);
  return [
    sql`(u.created_at, u.id collate "C") < (${number(last.created_at)}::int8, ${param(last.id)})`,
  ];
}
