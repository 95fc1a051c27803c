// The members of an organization, or of all, with the users they are, found and ordered as either API asks.
import { param, type Sql, sql } from "../../sql/fragment.ts";
import {
  containing,
  direction,
  list,
  type Ordering,
  type Page,
  when,
  whereAll,
} from "./conditions.ts";
import { number, only, type Queryable } from "./identity-database.ts";
import { type Membership, selectMemberships } from "./memberships.ts";
import { type UserFilter, userConditions } from "./user-filters.ts";
import { findUsers, USER_ORDER_COLUMNS, type User } from "./users.ts";

export interface Member {
  readonly membership: Membership;
  readonly user: User;
}

const ORDER = {
  created_at: sql`m.created_at`,
  first_name: USER_ORDER_COLUMNS.first_name,
  last_name: USER_ORDER_COLUMNS.last_name,
  username: USER_ORDER_COLUMNS.username,
  email_address: USER_ORDER_COLUMNS.email_address,
} as const;

export type MemberOrder = keyof typeof ORDER;

export function isMemberOrder(text: string): text is MemberOrder {
  return Object.hasOwn(ORDER, text);
}

export interface MemberQuery extends Page, Ordering<MemberOrder> {
  readonly organizationId: string | undefined;
  readonly roles?: readonly string[] | undefined;
  /** An id, or a part of a name, username or address. */
  readonly text?: string | undefined;
  readonly users?: UserFilter | undefined;
}

export async function listMembers(
  database: Queryable,
  query: MemberQuery,
): Promise<{ readonly members: readonly Member[]; readonly total: number }> {
  const where = whereAll(memberConditions(query));
  const towards = direction(query.descending);
  const memberships = await database.query<Membership>(
    selectMemberships(sql`join users u on u.id = m.user_id ${where}
      order by ${ORDER[query.orderBy]} ${towards} nulls last, m.id collate "C" ${towards}
      limit ${number(query.limit)} offset ${number(query.offset)}`),
  );
  const users = await findUsers(
    database,
    memberships.map(({ user_id }) => user_id),
  );
  const members = memberships.flatMap((membership) => {
    const user = users.get(membership.user_id);
    return user === undefined ? [] : [{ membership, user }];
  });
  const counted = await database.query<{ count: number }>(sql`
    select count(*)::int4 as count from organization_memberships m
    join organizations o on o.id = m.organization_id
    join users u on u.id = m.user_id ${where}`);
  return { members, total: only(counted).count };
}

function memberConditions({ organizationId, roles, text, users }: MemberQuery): readonly Sql[] {
  return [
    ...when(organizationId, (id) => sql`m.organization_id = ${param(id)}`),
    ...when(roles?.length === 0 ? undefined : roles, (keys) => sql`m.role = any(${list(keys)})`),
    ...when(
      text,
      (part) =>
        sql`(u.id = ${param(part)} or u.username ilike ${containing(part)}
          or concat_ws(' ', u.first_name, u.last_name) ilike ${containing(part)}
          or exists (select from email_addresses e where e.user_id = u.id and e.email_address ilike ${containing(part)}))`,
    ),
    ...userConditions(users ?? {}),
  ];
}
