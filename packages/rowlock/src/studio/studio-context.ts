// What every part of Studio's API works with, made once by createStudio.
import type { KeptChanges } from "./kept-changes.ts";
import type { ProjectMigrations } from "./migrations/project-migrations.ts";
import type { OwnerDatabase } from "./owner-database.ts";
import type { StudioOptions } from "./ports.ts";

export interface StudioContext
  extends Pick<StudioOptions, "project" | "requestLog" | "clerk" | "dataApi" | "now"> {
  readonly database: OwnerDatabase;
  readonly kept: KeptChanges;
  readonly migrations: ProjectMigrations;
}
