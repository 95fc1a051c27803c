// What a project's Data API needs besides a database, for tests that have no project.
import { supabaseConfigSchema } from "../src/config/supabase-config.ts";
import { projectApiConfig, type ReadApiConfig } from "../src/stack/data-api/project-api-config.ts";

export const TEST_API_URL = "http://127.0.0.1:54321";

export const TEST_ADDRESSES = { clerk: TEST_API_URL, studio: TEST_API_URL };

export const TEST_API_KEYS = {
  anonKey: "a",
  serviceRoleKey: "b",
  publishableKey: "c",
  secretKey: "d",
} as const;

/** As supabase/config.toml with these schemas, and the defaults for the rest. */
export function testApiConfig({
  schemas = ["public"],
}: {
  readonly schemas?: readonly string[];
} = {}): ReadApiConfig {
  const supabase = supabaseConfigSchema.parse({ api: { schemas } });
  return projectApiConfig({ project: { supabase }, addresses: { api: TEST_API_URL } });
}
