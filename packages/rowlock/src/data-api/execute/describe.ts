// Asks the database what the role may see, and describes the API by it.
import type { ExposedCatalog } from "../../catalog/exposed-catalog.ts";
import type { Routine } from "../../catalog/routine.ts";
import { quoteIdentifier } from "../../sql/fragment.ts";
import { renderDescription } from "../render/describe.ts";
import { type ExecuteInput, executeRows } from "./execute.ts";

/** The relations and functions of a schema, by the numbers that the catalog has for them. */
export interface Visible {
  readonly comment: string | undefined;
  /** Undefined: all. */
  readonly relations: ReadonlySet<number> | undefined;
  readonly routines: ReadonlySet<number> | undefined;
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

function oids(text: string | null | undefined): ReadonlySet<number> | undefined {
  return text == null ? undefined : new Set(JSON.parse(text) as readonly number[]);
}

/** What of the catalog is seen. Where privileges decide, types are named as the role's search path shows them. */
export function visibleIn(catalog: ExposedCatalog, schema: string, visible: Visible) {
  const path = [schema, ...catalog.exposure.extraSearchPath];
  const isVisible = (
    one: { readonly schema: string; readonly oid: number },
    oids?: ReadonlySet<number>,
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
