// The Data API of a stack: the project's, on the catalog that follows the database.
import type { Catalog } from "../catalog/catalog.ts";
import { type CatalogSource, createCatalogSource } from "../database/catalog-source.ts";
import type { ProjectState } from "../project/project-state.ts";
import { projectApiConfig } from "./data-api/project-api-config.ts";
import { openProjectDataApi, type ProjectDataApi } from "./data-api/project-data-api.ts";
import type { DatabaseUrls } from "./start-databases.ts";

export interface StartDataApiOptions {
  readonly state: ProjectState;
  readonly urls: DatabaseUrls;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onNotice: (notice: string) => void;
  readonly onError: (error: unknown) => void;
}

export interface RunningDataApi extends Pick<ProjectDataApi, "fetch" | "settings" | "close"> {
  readonly catalog: CatalogSource;
  /** The tables and views of the first exposed schema, by name. */
  exposedTables(): readonly string[];
}

/** @throws DATABASE_UNREACHABLE */
export async function startDataApi(options: StartDataApiOptions): Promise<RunningDataApi> {
  const { state, urls, now, onNotice, onError } = options;
  let catalog: CatalogSource | undefined;
  const api = await openProjectDataApi({
    readConfig: projectApiConfig(state.opened),
    keys: state.ring,
    apiKeys: state.appKeys,
    addresses: state.opened.addresses,
    urls,
    catalog: { current: () => catalog?.current() },
    now,
    onNotice,
    onAbsentService: (words) => onNotice(`The app asks for what is not here. ${words}`),
  });
  const refresh = () => void api.refresh().catch(onError);
  let isFirst = true;
  const followed = createCatalogSource({
    connectionString: urls.owner,
    onCatalog() {
      api.renew();
      // As with PostgREST, the settings may have changed with the schema; those of the first time were read just now.
      if (!isFirst) refresh();
      isFirst = false;
    },
    onError,
    onReloadConfig: refresh,
  });
  catalog = followed;
  const close = async () => {
    await Promise.all([followed.close(), api.close()]);
  };
  try {
    await followed.ready();
  } catch (error) {
    await close();
    throw error;
  }
  const exposedTables = () => tablesIn(followed.current(), api.settings().dbSchemas[0]);
  return { fetch: api.fetch, settings: api.settings, catalog: followed, exposedTables, close };
}

function tablesIn(catalog: Catalog | undefined, schema: string): readonly string[] {
  return [...(catalog?.tables.values() ?? [])]
    .filter((table) => table.schema === schema)
    .map(({ name }) => name)
    .sort();
}
