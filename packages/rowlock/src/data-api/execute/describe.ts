// Asks the database what the role may see, and describes the API by it.
import type { ExposedCatalog } from "../../catalog/exposed-catalog.ts";
import type { Routine } from "../../catalog/parts/routines.ts";
import { visibleRelations, visibleRoutines } from "../../catalog/statements/role-rights.ts";
import {
  compileTemplate,
  param,
  quoteIdentifier,
  type SqlTemplate,
  sql,
} from "../../sql/fragment.ts";
import { type ExecuteInput, executeRows } from "./execute.ts";

/** The relations and functions of a schema, by the oids that the catalog has for them. */
export interface Visible {
  readonly comment: string | undefined;
  /** Undefined: all. */
  readonly relations: ReadonlySet<string> | undefined;
  readonly routines: ReadonlySet<string> | undefined;
}

export async function findVisible(input: ExecuteInput, schema: string): Promise<Visible> {
  const byPrivileges = input.settings.openapiMode === "follow-privileges";
  const [row = []] = await executeRows(input, renderDescription(schema, byPrivileges));
  const [comment, relations, routines] = row;
  return {
    comment: comment ?? undefined,
    relations: oids(relations),
    routines: oids(routines),
  };
}

/** @param byPrivileges whether the role's privileges are asked for; else only the schema's comment is */
function renderDescription(schema: string, byPrivileges: boolean): SqlTemplate {
  const namespace = sql`(select oid from pg_catalog.pg_namespace where nspname = ${param(schema)})`;
  const comment = sql`pg_catalog.obj_description(${namespace}, 'pg_namespace')`;
  if (!byPrivileges) return compileTemplate(sql`select ${comment}, null, null`);
  return compileTemplate(
    sql`select ${comment}, ${visibleRelations(namespace)}, ${visibleRoutines(namespace)}`,
  );
}

function oids(text: string | null | undefined): ReadonlySet<string> | undefined {
  return text == null ? undefined : new Set(JSON.parse(text) as readonly string[]);
}

/** What of the catalog is seen. Where privileges decide, types are named as the role's search path shows them. */
export function visibleIn(catalog: ExposedCatalog, schema: string, visible: Visible) {
  const path = [schema, ...catalog.exposure.extraSearchPath];
  const isVisible = (
    one: { readonly schema: string; readonly oid: string },
    oids?: ReadonlySet<string>,
  ) => one.schema === schema && (oids === undefined || oids.has(one.oid));
  return {
    comment: visible.comment,
    tables: [...catalog.tables.values()].filter((table) => isVisible(table, visible.relations)),
    routines: [...catalog.routines.values()]
      .flat()
      .filter((routine) => isVisible(routine, visible.routines))
      .map((routine) => (visible.routines === undefined ? routine : withShortTypes(routine, path))),
  };
}

function withShortTypes(routine: Routine, searchPath: readonly string[]): Routine {
  const shorten = (type: string) => {
    const prefix = searchPath
      .flatMap((schema) => [`${schema}.`, `${quoteIdentifier(schema)}.`])
      .find((start) => type.startsWith(start));
    return prefix === undefined ? type : type.slice(prefix.length);
  };
  return {
    ...routine,
    parameters: routine.parameters.map((one) => ({ ...one, type: shorten(one.type) })),
  };
}
