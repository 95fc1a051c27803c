// The picture of the database that `serve` answers from, kept fresh, and what the log says of it in PostgREST's words.
import type { Catalog } from "../catalog/catalog.ts";
import type { PostgrestConfig } from "../config/postgrest/postgrest-config.ts";
import { type CatalogSource, createCatalogSource } from "../database/catalog-source.ts";
import { databaseUnreachable } from "../database/database-unreachable.ts";
import { endsSession, isReportedError } from "../database/postgres-error.ts";
import type { DatabaseHealth } from "./database-health.ts";
import { isUnreachable, WORDS } from "./database-problems.ts";
import type { LiveSettingsReader } from "./live-settings.ts";
import type { ServeCounters } from "./metrics.ts";
import type { ServeLog } from "./serve-log.ts";

export interface FollowCatalogOptions {
  readonly config: PostgrestConfig;
  /** The API's settings as they are now. */
  readonly api: () => PostgrestConfig["api"];
  readonly log: ServeLog;
  readonly counters: ServeCounters;
  readonly health: DatabaseHealth;
  readonly settings: LiveSettingsReader;
  /** What hinders a reading. */
  readonly onProblem: (doing: string, error: unknown) => void;
  /** Has connections replaced that know an older picture. */
  readonly renew: () => void;
}

export function followCatalog(options: FollowCatalogOptions): CatalogSource {
  const { config, api, log, counters, health, settings, onProblem, renew } = options;
  const { uri, channel, channelEnabled } = config.database;
  let isFirst = true;
  const source = createCatalogSource({
    connectionString: uri,
    channel: channelEnabled ? channel : null,
    onCatalog(catalog, { server, ms }) {
      counters.schemaLoads += 1;
      counters.schemaSeconds = ms / 1000;
      log.notice(`Successfully connected to ${server}`);
      log.notice(`Schema cache queried in ${ms.toFixed(1)} milliseconds`);
      log.notice(`Schema cache loaded ${summary(catalog, api().dbSchemas)}`);
      health.up();
      renew();
      // The settings in the database may have changed with it; those of the first time were read just now.
      if (!isFirst && config.database.config) void settings.reload();
      isFirst = false;
    },
    onListening() {
      log.notice(`Listening for database notifications on the "${channel}" channel`);
    },
    onReloadSchema() {
      log.notice(`Received a schema cache reload message on the "${channel}" channel`);
    },
    onReloadConfig() {
      log.notice(`Received a config reload message on the "${channel}" channel`);
      void settings.reload();
    },
    onError(error, during) {
      if (during === "reading") {
        counters.schemaFailures += 1;
        health.down();
        onProblem(isUnreachable(error) ? WORDS.retry : failedToLoad(api()), error);
        return;
      }
      const doing = `Failed listening for database notifications on the "${channel}" channel`;
      log.problem(doing, databaseUnreachable(error));
      // What the server itself refuses (a standby has no LISTEN) says nothing of requests; a lost connection may.
      const isRefused = isReportedError(error) && !endsSession(error);
      if (isRefused) return;
      // Where a loss is final, that of this connection is one, as with PostgREST.
      if (!config.database.poolAutomaticRecovery) health.down();
      else void source.reload().catch(() => {});
    },
  });
  return source;
}

function failedToLoad({ dbSchemas, dbExtraSearchPath }: PostgrestConfig["api"]): string {
  const schemas = dbSchemas.join(",");
  const searched = dbExtraSearchPath.join(",");
  return `Failed to load the schema cache using db-schemas=${schemas} and db-extra-search-path=${searched}`;
}

/** How much there is of what the schemas show. */
function summary(catalog: Catalog, schemas: readonly string[]): string {
  const isShown = ({ schema }: { readonly schema: string }) => schemas.includes(schema);
  const relations = [...catalog.tables.values()].filter(isShown);
  const oids = new Set(relations.map(({ oid }) => oid));
  const keys = catalog.keys.filter(
    ({ kind, relation }) => kind === "foreign" && oids.has(relation),
  );
  const routines = catalog.routines.filter(isShown);
  return [
    `${relations.length} Relations`,
    `${keys.length + catalog.computedRelationships.length} Relationships`,
    `${routines.length} RPCs`,
    `${catalog.representations.length} Domain Representations`,
    `${catalog.mediaHandlers.filter(isShown).length} Media Type Handlers`,
  ].join(", ");
}
