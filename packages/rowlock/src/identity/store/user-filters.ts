// Which users a list is about: conditions on `users u`.
import { param, type Sql, sql } from "../../sql/fragment.ts";
import { type Among, among, containing, when } from "./conditions.ts";
import { number } from "./identity-database.ts";

const MOMENTS = {
  last_active_at_before: (moment: Sql) => sql`u.last_active_at < ${moment}`,
  last_active_at_after: (moment: Sql) => sql`u.last_active_at > ${moment}`,
  last_active_at_since: (moment: Sql) => sql`u.last_active_at >= ${moment}`,
  created_at_before: (moment: Sql) => sql`u.created_at < ${moment}`,
  created_at_after: (moment: Sql) => sql`u.created_at > ${moment}`,
  last_sign_in_at_before: (moment: Sql) => sql`u.last_sign_in_at < ${moment}`,
  last_sign_in_at_after: (moment: Sql) => sql`u.last_sign_in_at > ${moment}`,
} as const;

export type UserMoment = keyof typeof MOMENTS;

export const USER_MOMENTS = Object.keys(MOMENTS) as readonly UserMoment[];

/** Every part may be absent, and then asks for nothing. */
export interface UserFilter {
  readonly ids?: Among | undefined;
  readonly externalIds?: Among | undefined;
  readonly usernames?: Among | undefined;
  /** In lower case. */
  readonly emailAddresses?: Among | undefined;
  /** In E.164. */
  readonly phoneNumbers?: Among | undefined;
  readonly organizationIds?: Among | undefined;
  /** An id or external id, or a part of a name, username, address or phone number. */
  readonly text?: string | undefined;
  readonly emailAddressPart?: string | undefined;
  readonly phoneNumberPart?: string | undefined;
  readonly namePart?: string | undefined;
  readonly usernamePart?: string | undefined;
  /** Milliseconds since 1970. */
  readonly moments?: Readonly<Partial<Record<UserMoment, number>>> | undefined;
  readonly banned?: boolean | undefined;
  /** True: it asks for what nobody here has. */
  readonly nobody?: boolean | undefined;
  /** Only who comes behind this user when the newest is first. */
  readonly after?: { readonly id: string; readonly created_at: number } | undefined;
}

const hasAddressContaining = (text: string) =>
  sql`exists (select from email_addresses e where e.user_id = u.id and e.email_address ilike ${containing(text)})`;
const hasPhoneContaining = (text: string) =>
  sql`exists (select from phone_numbers p where p.user_id = u.id and p.phone_number like ${containing(text)})`;
const hasNameContaining = (text: string) =>
  sql`concat_ws(' ', u.first_name, u.last_name) ilike ${containing(text)}`;
const hasUsernameContaining = (text: string) => sql`u.username ilike ${containing(text)}`;

export function userConditions(filter: UserFilter): readonly Sql[] {
  return [
    ...among(filter.ids, (values) => sql`u.id = any(${values})`),
    ...among(filter.externalIds, (values) => sql`u.external_id = any(${values})`),
    ...among(filter.usernames, (values) => sql`u.username = any(${values})`),
    ...among(
      filter.emailAddresses,
      (values) =>
        sql`exists (select from email_addresses e where e.user_id = u.id and e.email_address = any(${values}))`,
    ),
    ...among(
      filter.phoneNumbers,
      (values) =>
        sql`exists (select from phone_numbers p where p.user_id = u.id and p.phone_number = any(${values}))`,
    ),
    ...among(
      filter.organizationIds,
      (values) =>
        sql`exists (select from organization_memberships m where m.user_id = u.id and m.organization_id = any(${values}))`,
    ),
    ...when(
      filter.text,
      (text) =>
        sql`(u.id = ${param(text)} or u.external_id = ${param(text)} or ${hasAddressContaining(text)}
          or ${hasPhoneContaining(text)} or ${hasNameContaining(text)} or ${hasUsernameContaining(text)})`,
    ),
    ...when(filter.emailAddressPart, hasAddressContaining),
    ...when(filter.phoneNumberPart, hasPhoneContaining),
    ...when(filter.namePart, hasNameContaining),
    ...when(filter.usernamePart, hasUsernameContaining),
    ...USER_MOMENTS.flatMap((name) =>
      when(filter.moments?.[name], (moment) => MOMENTS[name](sql`${number(moment)}::int8`)),
    ),
    ...when(filter.banned, (banned) => sql`u.banned = ${param(String(banned))}::boolean`),
    ...(filter.nobody === true ? [sql`false`] : []),
    ...when(
      filter.after,
      ({ id, created_at }) =>
        sql`(u.created_at, u.id collate "C") < (${number(created_at)}::int8, ${param(id)})`,
    ),
  ];
}
