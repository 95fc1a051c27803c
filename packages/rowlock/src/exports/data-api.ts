// `rowlock/data-api`: what `rowlock serve` answers, as a function from request to response, for a server of one's own.
import { readPostgrestConfig } from "../config/postgrest/postgrest-config.ts";
import { readSettingFile } from "../config/postgrest/read-setting-file.ts";
import type { SettingTexts } from "../config/postgrest/setting-source.ts";
import { createServeLog } from "../serve/serve-log.ts";
import { startAnswering } from "../serve/serving.ts";

export interface DataApiOptions {
  /**
   * PostgREST's settings under its own names: `db-uri`, `db-schemas`, `db-anon-role`, `jwt-secret` and so on. Times are
   * in seconds. One that is undefined counts as absent; the environment is not read.
   */
  readonly settings: Readonly<Record<string, string | undefined>>;
  /** What stands before the paths, such as `/rest/v1`. Default: nothing. */
  readonly basePath?: string | undefined;
  /** Told what the log of `rowlock serve` would say, a line at a time; never a token or a row. */
  readonly onLog?: ((line: string) => void) | undefined;
}

export interface DataApi {
  /** Answers one request. 503 while the database can't be reached. Never throws. */
  fetch(request: Request): Promise<Response>;
  /** Whether requests are answered from a database that is there. */
  isReady(): Promise<boolean>;
  /** Reads the database's schema anew, as `NOTIFY pgrst` does. */
  reload(): void;
  /** Closes the connections: call it when no request is under way. */
  close(): Promise<void>;
}

/**
 * Connects to a database and answers PostgREST's requests over it. Waits up to 5 seconds for the database; one that can't
 * be reached is tried again and again, and requests get 503 meanwhile.
 * @throws an error with `code` CONFIG_INVALID for a setting that is not valid, TOKEN_KEY_INVALID for a `jwt-secret` that is none, DATABASE_UNREACHABLE for a refused login
 * @example
 * import { createDataApi } from "rowlock/data-api";
 *
 * const api = await createDataApi({
 *   settings: { "db-uri": process.env.DATABASE_URL, "db-schemas": "public", "db-anon-role": "anon" },
 * });
 * const response = await api.fetch(new Request("http://localhost/tasks?select=*"));
 * console.log(response.status, await response.json());
 * await api.close();
 */
export async function createDataApi(options: DataApiOptions): Promise<DataApi> {
  const { settings, basePath = "", onLog = () => {} } = options;
  const flags = new Map(
    Object.entries(settings).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
  const readConfig = (database: SettingTexts = new Map()) =>
    readPostgrestConfig({ flags, database, environment: {}, readFile: readSettingFile });
  const stream = { write: (text: string) => onLog(text.trimEnd()) };
  const answering = await startAnswering({
    config: readConfig(),
    readConfig,
    basePath,
    workers: 1,
    log: createServeLog({ stdout: stream, stderr: stream, now: Date.now, worker: undefined }),
    signal: new AbortController().signal,
  });
  if (answering === undefined) throw new Error("Nobody can end it before it began");
  return {
    fetch: (request) => answering.fetch(request),
    isReady: answering.isReady,
    reload: () => answering.reload("schema"),
    close: answering.close,
  };
}
