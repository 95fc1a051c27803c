// The Data API of a project, over its database or a copy of it: the project's keys, settings, logins and gateway.
// Guarantee: settings that are not valid change nothing, and are told.
import { createDataApi, type DataApi, type DataApiOptions } from "../../data-api/handler.ts";
import { createBatchRunner } from "../../database/batch/create-batch-runner.ts";
import { EMBEDDED_LOGINS } from "../../database/role-names.ts";
import { RowlockError } from "../../errors/rowlock-error.ts";
import { type ApiKeys, createApiKeyTable } from "../../gateway/api-key-table.ts";
import { createGateway, DATA_API_PATH, type GatewayOptions } from "../../gateway/gateway.ts";
import type { UpgradeHandler } from "../../http/web-sockets.ts";
import type { OpenedRealtime, RealtimeWays } from "../realtime/open-realtime.ts";
import type { DatabaseUrls } from "../start-databases.ts";
import { type AssembledDataApi, assembleDataApi, type DataApiParts } from "./assemble-data-api.ts";
import { loadProjectSettings } from "./database-settings.ts";
import type { ReadApiConfig } from "./project-api-config.ts";

export interface ProjectDataApiOptions extends Pick<DataApiParts, "catalog" | "keys" | "txEnd"> {
  readonly readConfig: ReadApiConfig;
  readonly apiKeys: () => ApiKeys;
  readonly addresses: GatewayOptions["addresses"];
  readonly urls: Pick<DatabaseUrls, "authenticator" | "service">;
  /** How many connections each login has at most. */
  readonly connections?: { readonly authenticator?: number; readonly service?: number } | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told, in a sentence, of a setting in the database that is not valid. */
  readonly onNotice: (notice: string) => void;
  readonly onAbsentService?: GatewayOptions["onAbsentService"];
  /** Makes what answers for storage, of the ways in which the Data API asks; absent: there is none. */
  readonly storage?:
    | ((ways: Pick<DataApiOptions, "runner" | "authenticate">) => GatewayOptions["storage"])
    | undefined;
  /** As with storage. */
  readonly realtime?: ((ways: RealtimeWays) => OpenedRealtime) | undefined;
}

export interface ProjectDataApi {
  /** What the API's port answers. */
  fetch(request: Request): Promise<Response>;
  /** Takes its WebSockets. */
  readonly upgrade: UpgradeHandler;
  /** As it is set now. */
  current(): AssembledDataApi;
  settings(): DataApiOptions["settings"];
  /** How it asks the database, and whom it takes a token for. */
  readonly ways: RealtimeWays;
  /** Takes the settings that the database has now. @throws DATABASE_UNREACHABLE */
  refresh(): Promise<void>;
  /** Replaces the connections: those of before know an older schema. */
  renew(): void;
  close(): Promise<void>;
}

/** @throws DATABASE_UNREACHABLE */
export async function openProjectDataApi(options: ProjectDataApiOptions): Promise<ProjectDataApi> {
  const { urls, connections, readConfig, addresses, onNotice } = options;
  const people = createBatchRunner({
    connectionString: urls.authenticator,
    max: connections?.authenticator ?? 10,
  });
  // service_role has a login of its own, so that no function of a person's request can climb to it.
  const service = createBatchRunner({
    connectionString: urls.service,
    max: connections?.service ?? 4,
  });
  const apiKeys = createApiKeyTable(options.apiKeys);
  const parts: DataApiParts = {
    ...options,
    apiKeys,
    runner: (role) => (role === "service_role" ? service : people),
    basePath: DATA_API_PATH,
  };
  let assembled = assembleDataApi({ config: readConfig(), roles: new Map() }, parts);
  let dataApi: DataApi = createDataApi(assembled.options);
  const ways: RealtimeWays = {
    runner: parts.runner,
    authenticate: (request) => assembled.options.authenticate(request),
  };
  const realtime = options.realtime?.(ways);
  const gateway = createGateway({
    dataApi: { fetch: (request) => dataApi.fetch(request) },
    storage: options.storage?.(ways),
    realtime,
    apiKeys,
    addresses,
    onAbsentService: options.onAbsentService,
  });

  async function refresh(): Promise<void> {
    const { settings, roles } = await loadProjectSettings(urls);
    const assembleWith = (database?: typeof settings) =>
      assembleDataApi({ config: readConfig(database), roles }, parts);
    try {
      assembled = assembleWith(settings);
    } catch (error) {
      const words = error instanceof RowlockError ? error.message : String(error);
      onNotice(`The pgrst settings of ${EMBEDDED_LOGINS.authenticator} do not count: ${words}`);
      // What is said of the roles counts all the same.
      assembled = assembleWith();
    }
    dataApi = createDataApi(assembled.options);
  }

  async function close(): Promise<void> {
    await realtime?.close();
    await Promise.all([people.end(), service.end()]);
  }

  try {
    await refresh();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    fetch: gateway.fetch,
    upgrade: gateway.upgrade,
    current: () => assembled,
    ways,
    settings: () => assembled.options.settings,
    refresh,
    renew() {
      people.renew();
      service.renew();
    },
    close,
  };
}
