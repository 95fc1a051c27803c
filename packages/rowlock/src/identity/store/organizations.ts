// Organizations as they are stored, found by id or slug.
import { identifier, join, param, type Sql, sql } from "../../sql/fragment.ts";
import type { JsonObject } from "../../tokens/verified-token.ts";
import {
  type Among,
  among,
  containing,
  direction,
  type Ordering,
  type Page,
  when,
  whereAll,
} from "./conditions.ts";
import { json, number, only, type Queryable } from "./identity-database.ts";

export interface OrganizationRow {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly image_id: string | null;
  readonly created_by: string | null;
  readonly public_metadata: JsonObject;
  readonly private_metadata: JsonObject;
  /** 0: no limit. */
  readonly max_allowed_memberships: number;
  readonly admin_delete_enabled: boolean;
  readonly created_at: number;
  readonly updated_at: number;
}

/** An organization with how many belong to it and how many are asked to. */
export interface CountedOrganization extends OrganizationRow {
  readonly members_count: number;
  readonly pending_invitations_count: number;
}

/** The columns of an organization that can be written; absent ones keep their value. */
export type OrganizationColumns = {
  readonly [Column in Exclude<keyof OrganizationRow, "id" | "updated_at">]?:
    | OrganizationRow[Column]
    | undefined;
};

const COUNTED = sql`
  o.*,
  (select count(*)::int4 from organization_memberships m where m.organization_id = o.id) as members_count,
  (select count(*)::int4 from organization_invitations i
    where i.organization_id = o.id and i.status = 'pending') as pending_invitations_count`;

export async function findOrganization(
  database: Queryable,
  idOrSlug: string,
): Promise<CountedOrganization | undefined> {
  const [organization] = await database.query<CountedOrganization>(sql`
    select ${COUNTED} from organizations o where o.id = ${param(idOrSlug)} or o.slug = ${param(idOrSlug)}`);
  return organization;
}

/** Locks the organization for the rest of the transaction: its members change one after the other. */
export async function lockOrganization(database: Queryable, id: string): Promise<void> {
  await database.query(sql`select 1 from organizations where id = ${param(id)} for update`);
}

export async function insertOrganization(
  database: Queryable,
  organization: OrganizationRow,
): Promise<void> {
  const entries = Object.entries(organization);
  await database.query(sql`
    insert into organizations (${join(entries.map(([name]) => identifier(name)))})
    values (${join(entries.map(([name, value]) => bind(name, value)))})`);
}

export async function updateOrganization(
  database: Queryable,
  change: { readonly id: string; readonly columns: OrganizationColumns; readonly now: number },
): Promise<void> {
  const entries = Object.entries({ ...change.columns, updated_at: change.now }).filter(
    ([, value]) => value !== undefined,
  );
  const assignments = entries.map(
    ([name, value]) => sql`${identifier(name)} = ${bind(name, value)}`,
  );
  await database.query(
    sql`update organizations set ${join(assignments)} where id = ${param(change.id)}`,
  );
}

function bind(column: string, value: unknown): Sql {
  if (value === null || value === undefined) return param(null);
  return column.endsWith("_metadata") ? json(value) : param(String(value));
}

export async function deleteOrganizationRow(database: Queryable, id: string): Promise<void> {
  await database.query(sql`delete from organizations where id = ${param(id)}`);
}

export async function slugTaken(database: Queryable, slug: string): Promise<boolean> {
  const rows = await database.query(sql`select 1 from organizations where slug = ${param(slug)}`);
  return rows.length > 0;
}

const ORDER = {
  name: sql`o.name`,
  created_at: sql`o.created_at`,
  members_count: sql`members_count`,
} as const;

export type OrganizationOrder = keyof typeof ORDER;

export function isOrganizationOrder(text: string): text is OrganizationOrder {
  return Object.hasOwn(ORDER, text);
}

/** Which organizations a list is about; absent parts ask for nothing. */
export interface OrganizationFilter {
  readonly ids?: Among | undefined;
  /** Whose members these users are. */
  readonly userIds?: Among | undefined;
  readonly createdBy?: string | undefined;
  /** An id, or a part of a name or slug. */
  readonly text?: string | undefined;
}

function organizationWhere(filter: OrganizationFilter): Sql {
  return whereAll([
    ...when(
      filter.text,
      (text) =>
        sql`(o.id = ${param(text)} or o.name ilike ${containing(text)} or o.slug ilike ${containing(text)})`,
    ),
    ...among(filter.ids, (ids) => sql`o.id = any(${ids})`),
    ...among(
      filter.userIds,
      (ids) =>
        sql`exists (select from organization_memberships m where m.organization_id = o.id and m.user_id = any(${ids}))`,
    ),
    ...when(filter.createdBy, (id) => sql`o.created_by = ${param(id)}`),
  ]);
}

export async function listOrganizations(
  database: Queryable,
  query: Page & Ordering<OrganizationOrder> & { readonly filter: OrganizationFilter },
): Promise<readonly CountedOrganization[]> {
  const towards = direction(query.descending);
  return database.query<CountedOrganization>(sql`
    select ${COUNTED} from organizations o ${organizationWhere(query.filter)}
    order by ${ORDER[query.orderBy]} ${towards}, o.id collate "C" ${towards}
    limit ${number(query.limit)} offset ${number(query.offset)}`);
}

export async function countOrganizations(
  database: Queryable,
  filter: OrganizationFilter,
): Promise<number> {
  const rows = await database.query<{ count: number }>(
    sql`select count(*)::int4 as count from organizations o ${organizationWhere(filter)}`,
  );
  return only(rows).count;
}
