// What the role may see of a schema, for the description of the API: oids of relations and functions, and the comment.
import { compileTemplate, param, type SqlTemplate, sql } from "../../sql/fragment.ts";

/** @param byPrivileges whether the role's privileges are asked for; else only the schema's comment is */
export function renderDescription(schema: string, byPrivileges: boolean): SqlTemplate {
  const namespace = sql`(select oid from pg_catalog.pg_namespace where nspname = ${param(schema)})`;
  const comment = sql`pg_catalog.obj_description(${namespace}, 'pg_namespace')`;
  if (!byPrivileges) return compileTemplate(sql`select ${comment}, null, null`);
  const relations = sql`(
    select coalesce(pg_catalog.json_agg(relation.oid::int8), '[]') from pg_catalog.pg_class relation
    where relation.relkind in ('v', 'r', 'm', 'f', 'p') and relation.relnamespace = ${namespace} and (
      pg_catalog.pg_has_role(relation.relowner, 'USAGE')
      or pg_catalog.has_table_privilege(relation.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
      or pg_catalog.has_any_column_privilege(relation.oid, 'SELECT, INSERT, UPDATE, REFERENCES')))`;
  const routines = sql`(
    select coalesce(pg_catalog.json_agg(routine.oid::int8), '[]') from pg_catalog.pg_proc routine
    where routine.pronamespace = ${namespace} and pg_catalog.has_function_privilege(routine.oid, 'execute'))`;
  return compileTemplate(sql`select ${comment}, ${relations}, ${routines}`);
}
