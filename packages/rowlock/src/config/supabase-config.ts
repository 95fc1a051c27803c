// supabase/config.toml: the keys of the Supabase CLI's own file that Rowlock follows, with the CLI's defaults.
// Other keys belong to the CLI and are left alone, so that the same file serves both.
import * as z from "zod";
import { storageSchema } from "./storage-config.ts";
import { flag, integer, list } from "./typed-values.ts";

const port = integer(z.int().min(1).max(65_535));

export const supabaseConfigSchema = z.object({
  project_id: z.string().optional(),
  api: z
    .object({
      port: port.default(54_321),
      schemas: list(z.string().min(1))
        .refine(({ length }) => length > 0, "expected a schema")
        .default(["public"]),
      extra_search_path: list().default(["public", "extensions"]),
      max_rows: integer(z.int().min(0)).default(1000),
      /** Whether what migrations make in public is granted to requests at once. Unset: not, since 2026-05-30. */
      auto_expose_new_tables: flag().optional(),
    })
    .prefault({}),
  db: z
    .object({
      port: port.default(54_322),
      migrations: z
        .object({
          enabled: flag().default(true),
          /** The files of a declarative schema, as patterns relative to the supabase folder. */
          schema_paths: list().default([]),
        })
        .prefault({}),
      seed: z
        .object({
          enabled: flag().default(true),
          sql_paths: list().default(["./seed.sql"]),
        })
        .prefault({}),
      /** Secrets by their names; one whose variable is not set still says `env(NAME)`. */
      vault: z.record(z.string(), z.string()).default({}),
    })
    .prefault({}),
  realtime: z.object({ enabled: flag().default(true) }).prefault({}),
  storage: storageSchema,
  studio: z.object({ port: port.default(54_323) }).prefault({}),
  auth: z
    .object({
      third_party: z
        .object({
          clerk: z
            .object({ enabled: flag().default(false), domain: z.string().default("") })
            .refine((clerk) => !clerk.enabled || DOMAIN.test(clerk.domain), {
              path: ["domain"],
              message: "expected a host such as example.clerk.accounts.dev, without https://",
            })
            .prefault({}),
        })
        .prefault({}),
    })
    .prefault({}),
});

const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

export type SupabaseConfig = z.output<typeof supabaseConfigSchema>;
