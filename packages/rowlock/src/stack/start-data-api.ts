// The Data API of a stack: the project's, on the catalog that follows the database.
import type { Catalog } from "../catalog/catalog.ts";
import { type CatalogSource, createCatalogSource } from "../database/catalog-source.ts";
import type { ProjectState } from "../project/project-state.ts";
import { projectApiConfig } from "./data-api/project-api-config.ts";
import { openProjectDataApi, type ProjectDataApi } from "./data-api/project-data-api.ts";
import { openRealtime } from "./realtime/open-realtime.ts";
import type { DatabaseUrls } from "./start-databases.ts";
import { openStorage } from "./storage/open-storage.ts";

export interface StartDataApiOptions {
  readonly state: ProjectState;
  readonly urls: DatabaseUrls;
  /** True: the database is the project's own, so the buckets that it declares are made there. */
  readonly isOwn: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onNotice: (notice: string) => void;
  readonly onError: (error: unknown) => void;
}

export interface RunningDataApi
  extends Pick<ProjectDataApi, "fetch" | "upgrade" | "settings" | "close"> {
  readonly catalog: CatalogSource;
  /** The tables and views of the first exposed schema, by name. */
  exposedTables(): readonly string[];
}

/** @throws DATABASE_UNREACHABLE */
export async function startDataApi(options: StartDataApiOptions): Promise<RunningDataApi> {
  const { state, urls, now, onNotice, onError } = options;
  const storage = await openStorage({
    ...options,
    connectionString: urls.owner,
    seeds: options.isOwn,
  });
  // Settings and catalog are read side by side.
  let isFirst = true;
  const catalog = createCatalogSource({
    connectionString: urls.owner,
    onCatalog() {
      void opening.then((api) => api.renew()).catch(() => {});
      // As with PostgREST, the settings may have changed with the schema; those of the first time are being read just now.
      if (!isFirst) refresh();
      isFirst = false;
    },
    onError,
    onReloadConfig: () => refresh(),
  });
  const opening = openProjectDataApi({
    readConfig: projectApiConfig(state.opened),
    keys: state.ring,
    apiKeys: state.appKeys,
    addresses: state.opened.addresses,
    urls,
    catalog,
    now,
    onNotice,
    storage,
    realtime: openRealtime(options),
    onAbsentService: (words) => onNotice(`The app asks for what is not here. ${words}`),
  });
  const refresh = () => void opening.then((api) => api.refresh()).catch(onError);
  try {
    const [api] = await Promise.all([opening, catalog.ready()]);
    return {
      fetch: api.fetch,
      upgrade: api.upgrade,
      settings: api.settings,
      catalog,
      exposedTables: () => tablesIn(catalog.current(), api.settings().dbSchemas[0]),
      async close() {
        await Promise.all([catalog.close(), api.close()]);
      },
    };
  } catch (error) {
    await catalog.close();
    await opening.then((api) => api.close()).catch(() => {});
    throw error;
  }
}

function tablesIn(catalog: Catalog | undefined, schema: string): readonly string[] {
  return [...(catalog?.tables.values() ?? [])]
    .filter((table) => table.schema === schema)
    .map(({ name }) => name)
    .sort();
}
