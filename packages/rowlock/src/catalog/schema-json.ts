// The exposed part of a catalog as JSON, for people who look for what a server has read: PostgREST's five lists, each
// entry as this catalog has it. No promise is made of the entries' form, as with PostgREST.
import type { ExposedCatalog } from "./exposed-catalog.ts";

export function schemaJson(exposed: ExposedCatalog): string {
  const { tables, relationships, routines, representations, mediaHandlers } = exposed;
  return JSON.stringify({
    dbMediaHandlers: mediaHandlers,
    dbRelationships: [...relationships.values()].flat(),
    dbRepresentations: [...representations].map(([types, by]) => [...types.split("\0"), by]),
    dbRoutines: [...routines.values()].flat(),
    dbTables: [...tables.values()].map((table) => ({
      ...table,
      columns: [...table.columns.values()],
    })),
  });
}
