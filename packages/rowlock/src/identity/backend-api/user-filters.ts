// The filters of GET /users, /users/count and lists of members, read from the query.
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms/form.ts";
import { readPhoneNumber } from "../phone-number.ts";
import type { Among } from "../store/conditions.ts";
import { USER_MOMENTS, type UserFilter } from "../store/user-filters.ts";

const MAX_VALUES = 100;

/** @throws ClerkApiError form_param_value_invalid */
export function readUserFilter(query: Form): UserFilter {
  const addresses = limited(query, "email_address");
  return {
    ids: signed(limited(query, "user_id")),
    externalIds: signed(limited(query, "external_id")),
    usernames: plain(limited(query, "username")),
    emailAddresses: plain(addresses?.map((address) => address.toLowerCase())),
    phoneNumbers: plain(limited(query, "phone_number")?.map(phoneNumberOf)),
    organizationIds: signed(limited(query, "organization_id")),
    text: query.text("query") || undefined,
    emailAddressPart: query.text("email_address_query") || undefined,
    phoneNumberPart: query.text("phone_number_query") || undefined,
    namePart: query.text("name_query") || undefined,
    usernamePart: query.text("username_query") || undefined,
    moments: Object.fromEntries(
      USER_MOMENTS.map((name) => [name, query.integer(name) ?? undefined]),
    ),
    banned: query.flag("banned"),
    nobody: asksForNothingHere(query),
  };
}

function limited(query: Form, name: string): readonly string[] | undefined {
  const values = query.texts(name);
  if (values === undefined || values.length <= MAX_VALUES) return values;
  throw clerkError("paramValueInvalid", {
    param: name,
    values: { reason: `${name} should not exceed ${MAX_VALUES} items.` },
  });
}

function plain(values: readonly string[] | undefined): Among | undefined {
  return values === undefined ? undefined : { included: values, excluded: [] };
}

/** `+id` or `id` must match, `-id` must not. */
export function signed(values: readonly string[] | undefined): Among | undefined {
  if (values === undefined) return undefined;
  const bare = (ids: readonly string[]) => ids.map((id) => id.replace(/^[+\- ]/, ""));
  return {
    included: bare(values.filter((id) => !id.startsWith("-"))),
    excluded: bare(values.filter((id) => id.startsWith("-"))),
  };
}

/** A plus sign that was not encoded comes as a blank. */
function phoneNumberOf(text: string): string {
  return readPhoneNumber(text.replace(/^ /, "+")) ?? text;
}

/** Nobody here has a wallet or an external account: such a filter matches no one. */
function asksForNothingHere(query: Form): boolean {
  const names = ["web3_wallet", "provider"];
  return names.some((name) => query.texts(name) !== undefined);
}
