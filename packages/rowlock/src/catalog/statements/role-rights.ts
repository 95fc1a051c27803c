// What the role that a statement runs as may see and write, as PostgreSQL's catalog tells it: parts of the Data API's SQL.
import { type Sql, sql } from "../../sql/fragment.ts";

/** The oids of a schema's relations that the role owns or has any privilege on, as one JSON array. */
export function visibleRelations(namespace: Sql): Sql {
  return sql`(
    select coalesce(pg_catalog.json_agg(relation.oid::text), '[]') from pg_catalog.pg_class relation
    where relation.relkind in ('v', 'r', 'm', 'f', 'p') and relation.relnamespace = ${namespace} and (
      pg_catalog.pg_has_role(relation.relowner, 'USAGE')
      or pg_catalog.has_table_privilege(relation.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
      or pg_catalog.has_any_column_privilege(relation.oid, 'SELECT, INSERT, UPDATE, REFERENCES')))`;
}

/** The oids of a schema's functions that the role may execute, as one JSON array. */
export function visibleRoutines(namespace: Sql): Sql {
  return sql`(
    select coalesce(pg_catalog.json_agg(routine.oid::text), '[]') from pg_catalog.pg_proc routine
    where routine.pronamespace = ${namespace} and pg_catalog.has_function_privilege(routine.oid, 'execute'))`;
}

/** A condition: a permissive policy for INSERT speaks of the role. Without one no new row passes. */
export function hasInsertPolicy(relation: Sql): Sql {
  return sql`exists (
      select from pg_catalog.pg_policy
      where polrelid = ${relation} and polpermissive and polcmd in ('*', 'a') and exists (
        select from pg_catalog.unnest(polroles) as holder(role)
        where holder.role = 0 or pg_catalog.pg_has_role(holder.role, 'usage')))`;
}
