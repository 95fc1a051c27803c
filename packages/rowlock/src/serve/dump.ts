// What `--dump-config` and `--dump-schema` look up before they print: one connection each, then the end.
import { loadCatalog } from "../catalog/catalog.ts";
import { type ExposedCatalog, exposeCatalog } from "../catalog/exposed-catalog.ts";
import { loadLoginSettings } from "../catalog/login-settings.ts";
import type { PostgrestConfig } from "../config/postgrest/postgrest-config.ts";
import { exposureOf } from "../data-api/settings.ts";
import { withClient } from "../database/pool/with-client.ts";
import { WORDS } from "./database-problems.ts";
import type { ServeOptions } from "./serve-options.ts";
import { checkTokenSettings } from "./served-api.ts";

type DumpOptions = Pick<ServeOptions, "readConfig" | "log">;

/**
 * The settings with those of the database, if it can be asked; what hinders that is told, and no more.
 * @throws RowlockError for settings that no server would start with
 */
export async function readWholeConfig(options: DumpOptions): Promise<PostgrestConfig> {
  const config = await readLiveConfig(options);
  checkTokenSettings(config);
  return config;
}

async function readLiveConfig({ readConfig, log }: DumpOptions): Promise<PostgrestConfig> {
  const config = readConfig();
  const { uri, preConfig, config: isAsked } = config.database;
  if (!isAsked) return config;
  const onError = (error: unknown) => log.problem(WORDS.settings, error);
  const found = await withClient(uri, (client) =>
    loadLoginSettings(client, { preConfig, onError }),
  ).catch(onError);
  return found === undefined ? config : readConfig(found.settings);
}

/** What an API with these settings would show. @throws DATABASE_UNREACHABLE, or a PostgresError */
export async function readSchema(options: DumpOptions): Promise<ExposedCatalog> {
  const { database, api } = await readWholeConfig(options);
  return exposeCatalog(await withClient(database.uri, loadCatalog), exposureOf(api));
}
