// Tables that row level security guards and that nobody was granted: the state in which the guide's own steps leave a table
// on a project of today. What policies speak of says which privileges are missed; without policies, all four.
import { param, type Sql, sql, trusted } from "../../sql/fragment.ts";
import type { OwnerConnection } from "../owner-database.ts";
import type { MissingGrant } from "../wire/query.ts";
import { type TableName, tableId } from "./policies.ts";

export interface MissingGrantOptions {
  /** The schemas that the Data API serves: a table elsewhere needs no grant. */
  readonly exposed: readonly string[];
  readonly only?: TableName | undefined;
}

/**
 * A policy for every role (`to public`) counts for authenticated alone: whether people without a sign-in should reach a
 * table is not guessed. A table with RLS off is left out, because a grant would give every row to everyone.
 */
export async function readMissingGrants(
  database: OwnerConnection,
  { exposed, only }: MissingGrantOptions,
): Promise<readonly MissingGrant[]> {
  const scope: Sql = only === undefined ? trusted("true") : sql`c.oid = ${tableId(only)}`;
  return database.rows<MissingGrant>(sql`
    with guarded as (
      select c.oid, n.nspname as schema, c.relname as name
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and c.relrowsecurity and not c.relispartition
         and n.nspname = any (string_to_array(${param(exposed.join(","))}, ','))
         and ${scope}
    ),
    policy as (
      select p.polrelid as table_id,
             case when member.id = 0 then 'authenticated' else pg_catalog.pg_get_userbyid(member.id)::text end as role,
             command.privilege
        from guarded
        join pg_catalog.pg_policy p on p.polrelid = guarded.oid and p.polpermissive
        cross join lateral unnest(p.polroles) as member(id)
        join (values ('r', 'select'), ('a', 'insert'), ('w', 'update'), ('d', 'delete')) as command(letter, privilege)
          on p.polcmd = command.letter::"char" or p.polcmd = '*'
    ),
    wanted as (
      select distinct table_id, role, privilege from policy
      union
      select guarded.oid, 'authenticated', privilege
        from guarded
        cross join unnest('{select,insert,update,delete}'::text[]) as every(privilege)
       where not exists (select from policy where policy.table_id = guarded.oid)
         and not exists (
           select from pg_catalog.pg_roles r
            where r.rolname in ('anon', 'authenticated')
              and (pg_catalog.has_table_privilege(r.oid, guarded.oid, 'select,insert,update,delete')
                or pg_catalog.has_any_column_privilege(r.oid, guarded.oid, 'select,insert,update')))
    ),
    lacking as (
      select wanted.table_id, r.oid as role_id, wanted.role,
             array_agg(wanted.privilege order by array_position('{select,insert,update,delete}', wanted.privilege))
               filter (where not pg_catalog.has_table_privilege(r.oid, wanted.table_id, wanted.privilege)
                         and not coalesce(case when wanted.privilege <> 'delete' then
                               pg_catalog.has_any_column_privilege(r.oid, wanted.table_id, wanted.privilege) end, false)
               ) as privileges,
             bool_or(wanted.privilege = 'insert') as inserts
        from wanted
        join pg_catalog.pg_roles r on r.rolname = wanted.role
       where r.rolname in ('anon', 'authenticated')
       group by wanted.table_id, r.oid, wanted.role
    )
    select guarded.schema, guarded.name as table, lacking.role,
           coalesce(lacking.privileges, '{}') as privileges,
           coalesce(sequence.list, '[]') as sequences
      from lacking
      join guarded on guarded.oid = lacking.table_id
      left join lateral (
        select json_agg(json_build_object('schema', sn.nspname, 'name', s.relname) order by s.relname) as list
          from pg_catalog.pg_depend d
          join pg_catalog.pg_class s on s.oid = d.objid and s.relkind = 'S'
          join pg_catalog.pg_namespace sn on sn.oid = s.relnamespace
         where lacking.inserts
           and d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = d.classid
           and d.refobjid = guarded.oid and d.deptype = 'a'
           and ${NOT_USABLE}
      ) sequence on true
     where lacking.privileges is not null or sequence.list is not null
     order by guarded.schema, guarded.name, lacking.role`);
}

/** In a CASE, because PostgreSQL may ask conditions in any order, and an index is no sequence: it would be an error. */
const NOT_USABLE = trusted(
  "case when s.relkind = 'S' then not pg_catalog.has_sequence_privilege(lacking.role_id, s.oid, 'usage') end",
);
