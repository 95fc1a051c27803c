// What brings people into an organization by its domain: suggestions to them, and their requests to be let in.
import { param, type Sql, sql } from "../../sql/fragment.ts";
import { list, type Page, when, whereAll } from "./conditions.ts";
import { number, only, type Queryable } from "./identity-database.ts";
import type { OrganizationRow } from "./organizations.ts";
import { type User, wholeUser } from "./users.ts";

export interface SuggestionRow {
  readonly id: string;
  readonly organization_id: string;
  readonly domain_id: string;
  readonly user_id: string;
  readonly status: "pending" | "accepted";
  readonly created_at: number;
  readonly updated_at: number;
}

export interface Suggestion extends SuggestionRow {
  readonly organization: OrganizationRow;
}

export interface MembershipRequestRow {
  readonly id: string;
  readonly organization_id: string;
  readonly user_id: string;
  readonly status: "pending" | "accepted" | "rejected";
  readonly created_at: number;
  readonly updated_at: number;
}

export interface MembershipRequest extends MembershipRequestRow {
  readonly user: User;
}

/** Suggests an organization to a user, once. */
export async function insertSuggestion(database: Queryable, row: SuggestionRow): Promise<void> {
  await database.query(sql`
    insert into organization_suggestions (id, organization_id, domain_id, user_id, status, created_at, updated_at)
    values (${param(row.id)}, ${param(row.organization_id)}, ${param(row.domain_id)}, ${param(row.user_id)},
      ${param(row.status)}, ${number(row.created_at)}, ${number(row.updated_at)})
    on conflict (organization_id, user_id) do nothing`);
}

function selectSuggestions(rest: Sql): Sql {
  return sql`
    select s.*, to_jsonb(o) as organization
    from organization_suggestions s join organizations o on o.id = s.organization_id ${rest}`;
}

/** Locks a user's suggestion for the rest of the transaction. */
export async function lockSuggestion(
  database: Queryable,
  key: { readonly id: string; readonly userId: string },
): Promise<Suggestion | undefined> {
  await database.query(
    sql`select 1 from organization_suggestions where id = ${param(key.id)} for update`,
  );
  const [suggestion] = await database.query<Suggestion>(
    selectSuggestions(sql`where s.id = ${param(key.id)} and s.user_id = ${param(key.userId)}`),
  );
  return suggestion;
}

export async function acceptSuggestionRow(
  database: Queryable,
  change: { readonly id: string; readonly now: number },
): Promise<void> {
  await database.query(sql`
    update organization_suggestions set status = 'accepted', updated_at = ${number(change.now)}
    where id = ${param(change.id)}`);
}

/** A user's, newest first. */
export async function listSuggestions(
  database: Queryable,
  query: Page & { readonly userId: string; readonly statuses: readonly string[] | undefined },
): Promise<{ readonly data: readonly Suggestion[]; readonly total: number }> {
  const where = whereAll([
    sql`s.user_id = ${param(query.userId)}`,
    ...when(query.statuses, (statuses) => sql`s.status = any(${list(statuses)})`),
  ]);
  const data = await database.query<Suggestion>(
    selectSuggestions(sql`${where} order by s.created_at desc, s.id collate "C" desc
      limit ${number(query.limit)} offset ${number(query.offset)}`),
  );
  const counted = await database.query<{ count: number }>(
    sql`select count(*)::int4 as count from organization_suggestions s ${where}`,
  );
  return { data, total: only(counted).count };
}

/** Asks to be let in; a request that was rejected waits anew. */
export async function insertMembershipRequest(
  database: Queryable,
  row: MembershipRequestRow,
): Promise<void> {
  await database.query(sql`
    insert into organization_membership_requests (id, organization_id, user_id, status, created_at, updated_at)
    values (${param(row.id)}, ${param(row.organization_id)}, ${param(row.user_id)}, ${param(row.status)},
      ${number(row.created_at)}, ${number(row.updated_at)})
    on conflict (organization_id, user_id) do update set status = 'pending', updated_at = excluded.updated_at`);
}

function selectRequests(rest: Sql): Sql {
  return sql`
    select r.*, ${wholeUser} as "user"
    from organization_membership_requests r join users u on u.id = r.user_id ${rest}`;
}

/** Locks an organization's request for the rest of the transaction, so that it is decided once. */
export async function lockMembershipRequest(
  database: Queryable,
  key: { readonly id: string; readonly organizationId: string },
): Promise<MembershipRequest | undefined> {
  await database.query(
    sql`select 1 from organization_membership_requests where id = ${param(key.id)} for update`,
  );
  const [request] = await database.query<MembershipRequest>(
    selectRequests(
      sql`where r.id = ${param(key.id)} and r.organization_id = ${param(key.organizationId)}`,
    ),
  );
  return request;
}

export async function setMembershipRequestStatus(
  database: Queryable,
  change: Pick<MembershipRequestRow, "id" | "status" | "updated_at">,
): Promise<void> {
  await database.query(sql`
    update organization_membership_requests set status = ${param(change.status)},
      updated_at = ${number(change.updated_at)}
    where id = ${param(change.id)}`);
}

/** An organization's, newest first. */
export async function listMembershipRequests(
  database: Queryable,
  query: Page & {
    readonly organizationId: string;
    readonly statuses: readonly string[] | undefined;
  },
): Promise<{ readonly data: readonly MembershipRequest[]; readonly total: number }> {
  const where = whereAll([
    sql`r.organization_id = ${param(query.organizationId)}`,
    ...when(query.statuses, (statuses) => sql`r.status = any(${list(statuses)})`),
  ]);
  const data = await database.query<MembershipRequest>(
    selectRequests(sql`${where} order by r.created_at desc, r.id collate "C" desc
      limit ${number(query.limit)} offset ${number(query.offset)}`),
  );
  const counted = await database.query<{ count: number }>(
    sql`select count(*)::int4 as count from organization_membership_requests r ${where}`,
  );
  return { data, total: only(counted).count };
}
