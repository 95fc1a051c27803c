// The filters of GET /users and /users/count as SQL. Names of columns are ours, values are bound.
import { join, param, type Sql, sql } from "../../sql/fragment.ts";
import { clerkError } from "../errors/clerk-api-error.ts";
import type { Form } from "../forms.ts";
import { number, textArray } from "../store/identity-database.ts";

const MAX_VALUES = 100;

/** `where a and b`, or nothing. */
export function whereAll(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`` : sql`where ${join(conditions, " and ")}`;
}

export function userConditions(query: Form): readonly Sql[] {
  const banned = query.flag("banned");
  return [
    ...listed(query, "user_id", (values) => sql`u.id = any(${values})`),
    ...listed(query, "external_id", (values) => sql`u.external_id = any(${values})`),
    ...listed(query, "username", (values) => sql`u.username = any(${values})`),
    ...listed(
      query,
      "email_address",
      (values) =>
        sql`exists (select from email_addresses e where e.user_id = u.id and e.email_address = any(${values}))`,
    ),
    ...listed(
      query,
      "organization_id",
      (values) =>
        sql`exists (select from organization_memberships m where m.user_id = u.id and m.organization_id = any(${values}))`,
    ),
    ...matching(query),
    ...moments(query),
    ...nothingOfThat(query),
    ...(banned === undefined ? [] : [sql`u.banned = ${param(String(banned))}::boolean`]),
  ];
}

/** `+value` or `value` must match, `-value` must not. */
function listed(query: Form, name: string, condition: (values: Sql) => Sql): readonly Sql[] {
  const values = query.texts(name);
  if (values === undefined) return [];
  if (values.length > MAX_VALUES) {
    throw clerkError("paramValueInvalid", {
      param: name,
      values: { reason: `${name} should not exceed ${MAX_VALUES} items.` },
    });
  }
  const signed = name.endsWith("_id");
  const excluded = signed ? values.filter((value) => value.startsWith("-")) : [];
  const included = values.filter((value) => !excluded.includes(value));
  const strip = (value: string) =>
    name === "email_address" ? value.toLowerCase() : signed ? value.replace(/^[+\- ]/, "") : value;
  const array = (list: readonly string[]) => sql`${textArray(list.map(strip))}::text[]`;
  return [
    ...(included.length === 0 ? [] : [condition(array(included))]),
    ...(excluded.length === 0 ? [] : [sql`not (${condition(array(excluded))})`]),
  ];
}

function pattern(text: string): Sql {
  return param(`%${text.replace(/[\\%_]/g, "\\$&")}%`);
}

const anyEmail = (text: string) =>
  sql`exists (select from email_addresses e where e.user_id = u.id and e.email_address ilike ${pattern(text)})`;
const anyName = (text: string) =>
  sql`concat_ws(' ', u.first_name, u.last_name) ilike ${pattern(text)}`;
const anyUsername = (text: string) => sql`u.username ilike ${pattern(text)}`;

function matching(query: Form): readonly Sql[] {
  const everywhere = query.text("query");
  const email = query.text("email_address_query");
  const name = query.text("name_query");
  const username = query.text("username_query");
  return [
    ...(everywhere
      ? [
          sql`(u.id = ${param(everywhere)} or u.external_id = ${param(everywhere)} or ${anyEmail(everywhere)}
            or ${anyName(everywhere)} or ${anyUsername(everywhere)})`,
        ]
      : []),
    ...(email ? [anyEmail(email)] : []),
    ...(name ? [anyName(name)] : []),
    ...(username ? [anyUsername(username)] : []),
  ];
}

const MOMENTS: Readonly<Record<string, (moment: Sql) => Sql>> = {
  last_active_at_before: (moment) => sql`u.last_active_at < ${moment}`,
  last_active_at_after: (moment) => sql`u.last_active_at > ${moment}`,
  last_active_at_since: (moment) => sql`u.last_active_at >= ${moment}`,
  created_at_before: (moment) => sql`u.created_at < ${moment}`,
  created_at_after: (moment) => sql`u.created_at > ${moment}`,
  last_sign_in_at_before: (moment) => sql`u.last_sign_in_at < ${moment}`,
  last_sign_in_at_after: (moment) => sql`u.last_sign_in_at > ${moment}`,
};

function moments(query: Form): readonly Sql[] {
  return Object.entries(MOMENTS).flatMap(([name, condition]) => {
    const moment = query.integer(name);
    return moment === undefined || moment === null ? [] : [condition(sql`${number(moment)}::int8`)];
  });
}

/** Nobody here has a phone, a wallet or an external account: such a filter matches no one. */
function nothingOfThat(query: Form): readonly Sql[] {
  const names = ["phone_number", "web3_wallet", "provider", "phone_number_query"];
  return names.some((name) => query.texts(name) !== undefined) ? [sql`false`] : [];
}
