// Where a project's schema is written down.
import type { Project } from "../config/project.ts";

/** What of a project's configuration says how its schema is made. */
export function schemaSources({ supabase, rowlock, supabaseDirectory }: Project) {
  const { enabled, schema_paths: schemaPaths } = supabase.db.migrations;
  return {
    supabaseDirectory,
    enabled,
    schemaPaths,
    absentExtensions: rowlock.db.absent_extensions,
    autoExposeNewTables: supabase.api.auto_expose_new_tables,
  };
}
