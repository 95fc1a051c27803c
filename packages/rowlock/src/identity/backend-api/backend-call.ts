// One request of a server that holds the secret key: its fields, its page, and how it changes things.
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";
import type { Instance } from "../instance.ts";
import type { ResourceContext } from "../resources/user.ts";
import type { Ordering, Page } from "../store/conditions.ts";
import { findUser, lockUserRow, type User } from "../store/users.ts";
import { transact, type Work } from "../work.ts";

export interface BackendCall {
  readonly instance: Instance;
  readonly form: Form;
  readonly query: Form;
  /** A JSON array sent as the body, for bulk endpoints. */
  readonly items: readonly Form[] | undefined;
  readonly file: (() => Promise<Uint8Array | undefined>) | undefined;
}

export function change<T>(call: BackendCall, job: (work: Work) => Promise<T>): Promise<T> {
  return transact(call.instance, job);
}

export function contextOf({ instance }: BackendCall): ResourceContext {
  return {
    addresses: instance.addresses,
    now: instance.clock(),
    settings: instance.settings.current(),
  };
}

const MAX_LIMIT = 500;

/** `limit` and `offset`. @throws ClerkApiError form_param_value_invalid */
export function pageOf({ query }: BackendCall): Page {
  const limit = query.integer("limit") ?? 10;
  const offset = query.integer("offset") ?? 0;
  if (limit < 1 || limit > MAX_LIMIT) {
    throw clerkError("paramValueInvalid", {
      param: "limit",
      values: { reason: `limit must be between 1 and ${MAX_LIMIT}` },
    });
  }
  if (offset < 0) {
    throw clerkError("paramValueInvalid", {
      param: "offset",
      values: { reason: "offset must not be negative" },
    });
  }
  return { limit, offset };
}

/** `order_by`: a column with an optional sign. Without a sign it ascends; without anything, newest first. */
export function orderOf<Column extends string>(
  { query }: BackendCall,
  isColumn: (text: string) => text is Column,
  initial: Ordering<Column>,
): Ordering<Column> {
  const text = query.text("order_by");
  if (!text) return initial;
  const [, sign, column = ""] = /^([+\- ]?)(.*)$/.exec(text) ?? [];
  if (!isColumn(column)) {
    throw clerkError("paramValueInvalid", {
      param: "order_by",
      values: { reason: `${column} does not match the allowed values for parameter order_by` },
    });
  }
  return { orderBy: column, descending: sign === "-" };
}

/** @throws ClerkApiError resource_not_found */
export async function requireUser(call: BackendCall, id: string): Promise<User> {
  const user = await findUser(call.instance.database, id);
  if (user === undefined) throw clerkError("userNotFound", { values: { id } });
  return user;
}

/** The user, locked for the work. @throws ClerkApiError resource_not_found */
export async function lockUser(work: Work, id: string): Promise<User> {
  const user = await lockUserRow(work, id);
  if (user === undefined) throw clerkError("userNotFound", { values: { id } });
  return user;
}
