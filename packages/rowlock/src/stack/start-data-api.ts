// The Data API of a stack: who asks (key ring, API keys), a runner for each login, the schema cache, the gateway.
import type { Catalog } from "../catalog/catalog.ts";
import { type CatalogSource, createCatalogSource } from "../catalog/catalog-source.ts";
import { createDataApi } from "../data-api/handler.ts";
import { type DataApiSettings, dataApiSettings } from "../data-api/settings.ts";
import { createBatchRunner } from "../database/batch/create-batch-runner.ts";
import { createApiKeyTable } from "../gateway/api-key-table.ts";
import { createAuthenticator } from "../gateway/authenticator.ts";
import { createGateway, DATA_API_PATH, type Gateway } from "../gateway/gateway.ts";
import { createTokenVerifier } from "../tokens/verify/token-verifier.ts";
import type { OpenedProject } from "./open-project.ts";
import type { ProjectState } from "./project-state.ts";
import { createRoleSettings } from "./role-settings.ts";
import type { DatabaseUrls } from "./start-databases.ts";

export interface StartDataApiOptions {
  readonly state: ProjectState;
  readonly urls: DatabaseUrls;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

export interface RunningDataApi {
  readonly gateway: Gateway;
  readonly catalog: CatalogSource;
  /** The tables and views of the first exposed schema, by name. */
  exposedTables(): readonly string[];
  readonly settings: DataApiSettings;
  close(): Promise<void>;
}

/** @throws DATABASE_UNREACHABLE */
export async function startDataApi(options: StartDataApiOptions): Promise<RunningDataApi> {
  const { state, urls, now, onError } = options;
  const roleSettings = createRoleSettings(urls);
  const settings = projectApiSettings(state.opened, roleSettings.current);
  const people = createBatchRunner({ connectionString: urls.authenticator });
  // service_role has a login of its own, so that no function of a person's request can climb to it.
  const service = createBatchRunner({ connectionString: urls.service, max: 4 });
  const catalog = createCatalogSource({
    connectionString: urls.owner,
    onCatalog() {
      people.renew();
      service.renew();
    },
    onError,
    onReloadConfig: () => void roleSettings.refresh().catch(onError),
  });
  const apiKeys = createApiKeyTable(state.appKeys);
  const verifier = createTokenVerifier({ keys: state.ring, anonRole: "anon", now });
  const dataApi = createDataApi({
    settings,
    catalog,
    runner: (role) => (role === "service_role" ? service : people),
    authenticate: createAuthenticator({ verifier, apiKeys }),
    now: () => performance.now(),
    basePath: DATA_API_PATH,
  });
  const { addresses } = state.opened;
  const gateway = createGateway({ dataApi, apiKeys, addresses });
  const close = async () => {
    await Promise.all([catalog.close(), people.end(), service.end()]);
  };
  try {
    await Promise.all([catalog.ready(), roleSettings.refresh()]);
  } catch (error) {
    await close();
    throw error;
  }
  const exposedTables = () => tablesIn(catalog.current(), settings.dbSchemas[0]);
  return { gateway, catalog, settings, exposedTables, close };
}

/** supabase/config.toml's `[api]`, in PostgREST's own terms. */
export function projectApiSettings(
  { project, addresses }: OpenedProject,
  roleSettings: DataApiSettings["roleSettings"],
): DataApiSettings {
  const { schemas, extra_search_path, max_rows } = project.supabase.api;
  // The GraphQL schema of the Supabase CLI's own template is nothing that a REST client asks for.
  const [first = "public", ...others] = schemas.filter((name) => name !== "graphql_public");
  return dataApiSettings({
    dbSchemas: [first, ...others],
    dbExtraSearchPath: extra_search_path,
    dbMaxRows: max_rows === 0 ? undefined : max_rows,
    dbAnonRole: "anon",
    openapiServerProxyUri: addresses.api + DATA_API_PATH,
    roleSettings,
  });
}

function tablesIn(catalog: Catalog | undefined, schema: string): readonly string[] {
  return [...(catalog?.tables.values() ?? [])]
    .filter((table) => table.schema === schema)
    .map(({ name }) => name)
    .sort();
}
