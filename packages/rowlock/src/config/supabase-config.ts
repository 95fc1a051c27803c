// supabase/config.toml: the keys of the Supabase CLI's own file that Rowlock follows, with the CLI's defaults.
// Other keys belong to the CLI and are left alone, so that the same file serves both.
import { z } from "zod";

const port = z.int().min(1).max(65_535);

export const supabaseConfigSchema = z.object({
  project_id: z.string().optional(),
  api: z
    .object({
      port: port.default(54_321),
      schemas: z.array(z.string().min(1)).min(1).default(["public"]),
      extra_search_path: z.array(z.string()).default(["public", "extensions"]),
      max_rows: z.int().min(0).default(1000),
      /** Whether what migrations make in public is granted to requests at once. Unset: not, since 2026-05-30. */
      auto_expose_new_tables: z.boolean().optional(),
    })
    .prefault({}),
  db: z
    .object({
      port: port.default(54_322),
      migrations: z.object({ enabled: z.boolean().default(true) }).prefault({}),
      seed: z
        .object({
          enabled: z.boolean().default(true),
          sql_paths: z.array(z.string()).default(["./seed.sql"]),
        })
        .prefault({}),
    })
    .prefault({}),
  studio: z.object({ port: port.default(54_323) }).prefault({}),
  auth: z
    .object({
      third_party: z
        .object({
          clerk: z
            .object({ enabled: z.boolean().default(false), domain: z.string().default("") })
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
