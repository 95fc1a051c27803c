// The members of an organization with the users they are, found and ordered as either API asks.
import { join, param, type Sql, sql } from "../../sql/fragment.ts";
import type { Page } from "../resources/page.ts";
import { number, type Queryable, textArray } from "../store/identity-database.ts";
import { countMemberships, type Membership, selectMemberships } from "../store/memberships.ts";
import { findUsers, USER_ORDER_COLUMNS, type User } from "../store/users.ts";

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

export interface MemberQuery extends Page {
  readonly organizationId: string | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly text?: string | null | undefined;
  /** Further conditions on `users u`. */
  readonly userConditions?: readonly Sql[] | undefined;
  readonly orderBy: MemberOrder;
  readonly descending: boolean;
}

export async function listMembers(
  database: Queryable,
  query: MemberQuery,
): Promise<{ readonly members: readonly Member[]; readonly total: number }> {
  const where = memberWhere(query);
  const direction = query.descending ? sql`desc` : sql`asc`;
  const memberships = await database.query<Membership>(
    selectMemberships(sql`join users u on u.id = m.user_id ${where}
      order by ${ORDER[query.orderBy]} ${direction} nulls last, m.id collate "C" ${direction}
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
  return { members, total: await countMemberships(database, where) };
}

function memberWhere({ organizationId, roles, text, userConditions }: MemberQuery): Sql {
  const pattern = param(`%${(text ?? "").replace(/[\\%_]/g, "\\$&")}%`);
  const conditions = [
    ...(organizationId === undefined ? [] : [sql`m.organization_id = ${param(organizationId)}`]),
    ...(roles === undefined || roles.length === 0
      ? []
      : [sql`m.role = any(${textArray(roles)}::text[])`]),
    ...(text
      ? [
          sql`(u.id = ${param(text)} or u.username ilike ${pattern}
            or concat_ws(' ', u.first_name, u.last_name) ilike ${pattern}
            or exists (select from email_addresses e where e.user_id = u.id and e.email_address ilike ${pattern}))`,
        ]
      : []),
    ...(userConditions ?? []),
  ];
  return conditions.length === 0 ? sql`` : sql`where ${join(conditions, " and ")}`;
}
