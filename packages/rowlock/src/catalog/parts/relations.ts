// Tables, views and their like: what each allows, and what decides whether its rows are guarded.
import type { SqlClient } from "../../sql/sql-client.ts";
import type { QualifiedName } from "../qualified-name.ts";
import {
  CHOSEN,
  chosen,
  fromExtension,
  IS_RELATION,
  NOT_A_SERVICES,
  USER_SCHEMA,
} from "./fragments.ts";

export type RelationKind =
  | "table"
  | "view"
  | "materialized view"
  | "foreign table"
  | "partitioned table";

export interface Relation extends QualifiedName {
  readonly oid: string;
  readonly kind: RelationKind;
  readonly description: string | null;
  /** What the relation itself allows; privileges are apart. */
  readonly insertable: boolean;
  readonly updatable: boolean;
  readonly deletable: boolean;
}

export interface RelationFacts extends Relation {
  readonly owner: string;
  /** Whether the owner is a superuser or has BYPASSRLS: what runs as it sees every row. */
  readonly ownerBypassesRls: boolean;
  readonly rowSecurity: boolean;
  readonly rowSecurityForced: boolean;
  /** A view that reads its tables as the caller (`security_invoker`), so that their policies apply. */
  readonly securityInvoker: boolean;
  /** The tables that this one is a partition or a child of. */
  readonly parents: readonly string[];
  readonly isPartition: boolean;
  /** What the log has of an old row: the primary key, the columns of an index, all, or nothing. */
  readonly replicaIdentity: "key" | "index" | "full" | "nothing";
  /** The planner's estimate; -1 when it has none. */
  readonly estimatedRows: number;
  readonly fromExtension: boolean;
  /** A view's query. */
  readonly definition: string | null;
}

/** Whether it keeps rows of its own, be it in partitions. */
export function isTable({ kind }: Pick<Relation, "kind">): boolean {
  return kind === "table" || kind === "partitioned table";
}

export function isView({ kind }: Pick<Relation, "kind">): boolean {
  return kind === "view" || kind === "materialized view";
}

// pg_relation_is_updatable: 1 << CmdType (update 2, insert 3, delete 4). https://www.postgresql.org/docs/17/functions-info.html
const UPDATE = 4;
const INSERT = 8;
const DELETE = 16;

const RELATION = `c.oid::text, n.nspname as schema, c.relname as name,
    case c.relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view'
      when 'm' then 'materialized view' else 'foreign table' end as kind,
    obj_description(c.oid, 'pg_class') as description,
    writes.allowed & ${INSERT} <> 0 as insertable, writes.allowed & ${UPDATE} <> 0 as updatable,
    writes.allowed & ${DELETE} <> 0 as deletable`;

const FACTS = `pg_get_userbyid(c.relowner) as owner,
    coalesce(r.rolsuper or r.rolbypassrls, false) as "ownerBypassesRls",
    c.relrowsecurity as "rowSecurity", c.relforcerowsecurity as "rowSecurityForced",
    coalesce((
      select option_value::boolean from pg_options_to_table(c.reloptions) where option_name = 'security_invoker'
    ), false) as "securityInvoker",
    array(select i.inhparent::text from pg_inherits i where i.inhrelid = c.oid order by i.inhseqno) as parents,
    c.relispartition as "isPartition",
    case c.relreplident when 'f' then 'full' when 'i' then 'index' when 'n' then 'nothing' else 'key' end
      as "replicaIdentity",
    c.reltuples::float8 as "estimatedRows",
    ${fromExtension("pg_class", "c.oid")} as "fromExtension",
    case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as definition`;

const FROM = `from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  cross join lateral (
    select case
      when c.relkind in ('r', 'p') then ${UPDATE | INSERT | DELETE}
      when c.relkind in ('v', 'f') then pg_relation_is_updatable(c.oid, true)
      else 0
    end as allowed offset 0
  ) writes`;

const ORDER = "order by n.nspname, c.relname";

/** What an API shows: without partitions, because requests go to the partitioned table, and without services' own. */
export async function loadRelations(client: SqlClient): Promise<readonly Relation[]> {
  const { rows } = await client.query<Relation>(
    `select ${RELATION} ${FROM}
    where ${IS_RELATION} and not c.relispartition and ${USER_SCHEMA} and ${NOT_A_SERVICES} ${ORDER}`,
  );
  return rows;
}

/** All, or the one that is named. */
export async function loadRelationFacts(
  client: SqlClient,
  only?: QualifiedName,
): Promise<readonly RelationFacts[]> {
  const { rows } = await client.query<RelationFacts>(
    `select ${RELATION}, ${FACTS} ${FROM} left join pg_roles r on r.oid = c.relowner
    where ${IS_RELATION} and ${USER_SCHEMA} and ${CHOSEN} ${ORDER}`,
    [...chosen(only)],
  );
  return rows;
}
