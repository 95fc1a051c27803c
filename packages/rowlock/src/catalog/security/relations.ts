// Tables, views and their like, with what decides whether rows of theirs are guarded: row security, owner, options.
import type { SqlClient } from "../../database/sql-client.ts";

export type RelationKind = "table" | "view" | "materialized-view" | "foreign-table";

export interface RelationFacts {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  readonly owner: string;
  /** Whether the owner is a superuser or has BYPASSRLS: what runs as it sees every row. */
  readonly ownerBypassesRls: boolean;
  readonly rowSecurity: boolean;
  readonly rowSecurityForced: boolean;
  /** A view that reads its tables as the caller (`security_invoker`), so that their policies apply. */
  readonly securityInvoker: boolean;
  /** The table that this one is a partition or a child of. */
  readonly parent: string | null;
  readonly isPartition: boolean;
  /** The planner's estimate; -1 when it has none. */
  readonly estimatedRows: number;
  readonly fromExtension: boolean;
  /** A view's query. */
  readonly definition: string | null;
}

interface Row {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: "r" | "p" | "v" | "m" | "f";
  readonly owner: string;
  readonly owner_bypasses: boolean;
  readonly row_security: boolean;
  readonly forced: boolean;
  readonly security_invoker: boolean;
  readonly parent: string | null;
  readonly is_partition: boolean;
  readonly estimated_rows: number;
  readonly from_extension: boolean;
  readonly definition: string | null;
}

const KINDS = {
  r: "table",
  p: "table",
  v: "view",
  m: "materialized-view",
  f: "foreign-table",
} as const;

const QUERY = `
  select c.oid::text, n.nspname as schema, c.relname as name, c.relkind as kind,
    pg_get_userbyid(c.relowner) as owner,
    coalesce(r.rolsuper or r.rolbypassrls, false) as owner_bypasses,
    c.relrowsecurity as row_security, c.relforcerowsecurity as forced,
    coalesce((
      select option_value::boolean from pg_options_to_table(c.reloptions) where option_name = 'security_invoker'
    ), false) as security_invoker,
    (select i.inhparent::text from pg_inherits i where i.inhrelid = c.oid order by i.inhseqno limit 1) as parent,
    c.relispartition as is_partition,
    c.reltuples::float8 as estimated_rows,
    exists (
      select from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
    ) as from_extension,
    case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as definition
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_roles r on r.oid = c.relowner
  where c.relkind in ('r', 'p', 'v', 'm', 'f')
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  order by n.nspname, c.relname`;

export async function loadRelations(client: SqlClient): Promise<readonly RelationFacts[]> {
  const { rows } = await client.query<Row>(QUERY);
  return rows.map((row) => ({
    oid: row.oid,
    schema: row.schema,
    name: row.name,
    kind: KINDS[row.kind],
    owner: row.owner,
    ownerBypassesRls: row.owner_bypasses,
    rowSecurity: row.row_security,
    rowSecurityForced: row.forced,
    securityInvoker: row.security_invoker,
    parent: row.parent,
    isPartition: row.is_partition,
    estimatedRows: row.estimated_rows,
    fromExtension: row.from_extension,
    definition: row.definition,
  }));
}
