// What a project's Data API is set to, in PostgREST's terms: supabase/config.toml's `[api]`, and before it, as on
// hosted Supabase, what `alter role authenticator set pgrst.*` says in the database.
import {
  type PostgrestConfig,
  readPostgrestConfig,
} from "../../config/postgrest/postgrest-config.ts";
import type { SettingTexts } from "../../config/postgrest/setting-source.ts";
import type { Project } from "../../config/project.ts";
import { DATA_API_PATH } from "../../gateway/gateway.ts";

/** Reads the settings, with those of the database before the file's. @throws CONFIG_INVALID */
export type ReadApiConfig = (database?: SettingTexts) => Pick<PostgrestConfig, "api" | "jwt">;

export interface ApiConfigSource {
  readonly project: Pick<Project, "supabase">;
  readonly addresses: { readonly api: string };
}

export function projectApiConfig({ project, addresses }: ApiConfigSource): ReadApiConfig {
  const { schemas, extra_search_path, max_rows } = project.supabase.api;
  // The GraphQL schema of the Supabase CLI's own template is nothing that a REST client asks for.
  const shown = schemas.filter((name) => name !== "graphql_public");
  const file = new Map([
    ["db-schemas", shown.join(",")],
    ["db-extra-search-path", extra_search_path.join(",")],
    ["db-max-rows", max_rows === 0 ? "" : String(max_rows)],
    ["db-anon-role", "anon"],
    ["openapi-server-proxy-uri", addresses.api + DATA_API_PATH],
  ]);
  return (database = new Map()) =>
    readPostgrestConfig({
      file,
      database: withoutSecrets(database),
      environment: {},
      readFile: refuseFiles,
    });
}

/** A project's tokens are verified with its own keys: a secret in the database is none of them. */
function withoutSecrets(database: SettingTexts): SettingTexts {
  return new Map([...database].filter(([name]) => !name.startsWith("jwt-secret")));
}

function refuseFiles(): never {
  throw new Error("A project's settings name no files");
}
