// The Data API as PostgREST would run it with these settings: one login for every role, keys from `jwt-secret` alone,
// refusals in PostgREST's words. Which roles the login may become is the database's to decide.
import type { PostgrestConfig, PostgrestJwtConfig } from "../config/postgrest/postgrest-config.ts";
import { type CatalogPort, createDataApi, type DataApi } from "../data-api/handler.ts";
import { dataApiSettings } from "../data-api/settings.ts";
import type { BatchRunner } from "../database/batch/batch.ts";
import {
  type ApiSetup,
  assembleDataApi,
  type DataApiParts,
  verificationOf,
} from "../stack/data-api/assemble-data-api.ts";
import { createPostgrestKeys, decodeBase64Secret } from "../tokens/key-ring/postgrest-keys.ts";
import { anonymousToken } from "../tokens/verified-token.ts";
import type { TokenVerifier } from "../tokens/verify/token-verifier.ts";
import type { ServeCounters } from "./metrics.ts";

export interface ServedApiOptions {
  readonly catalog: CatalogPort;
  readonly runner: BatchRunner;
  readonly basePath: string;
  readonly counters: ServeCounters;
}

/** The settings of a moment: what the process was given, and what the database adds. */
export interface LiveSettings extends ApiSetup {
  readonly config: PostgrestConfig;
}

/** @throws RowlockError TOKEN_KEY_INVALID, or for a role path that is none */
export function createServedApi(
  live: LiveSettings,
  { catalog, runner, basePath, counters }: ServedApiOptions,
): DataApi {
  const { options } = assembleDataApi(live, {
    catalog,
    runner: () => runner,
    ...servedTokens(live.config),
    watch: (verifier) => counted(verifier, counters),
    basePath,
  });
  return createDataApi(options);
}

/** @throws RowlockError TOKEN_KEY_INVALID, or for a role path that is none */
export function checkTokenSettings(config: PostgrestConfig): void {
  verificationOf(config, servedTokens(config));
}

/** Keys from `jwt-secret` alone, and PostgREST's words. */
function servedTokens({ jwt }: PostgrestConfig): Pick<DataApiParts, "keys" | "explain" | "now"> {
  return { keys: createPostgrestKeys(secretOf(jwt)), explain: false, now: Date.now };
}

/** What answers until the database was asked: 503 to everybody, since not even who may ask is known yet. */
export function createWaitingApi(config: PostgrestConfig, options: ServedApiOptions): DataApi {
  return createDataApi({
    settings: dataApiSettings(config.api),
    catalog: { current: () => undefined },
    runner: () => options.runner,
    authenticate: () => anonymousToken(""),
    now: () => performance.now(),
    basePath: options.basePath,
  });
}

/** A token that was verified before is answered at once, any other by a promise. */
function counted(verifier: TokenVerifier, counters: ServeCounters): TokenVerifier {
  return {
    anonymous: verifier.anonymous,
    verify(token) {
      counters.tokenLookups += 1;
      const verified = verifier.verify(token);
      if (!(verified instanceof Promise)) counters.tokenHits += 1;
      return verified;
    },
  };
}

function secretOf({ secret, secretIsBase64 }: PostgrestJwtConfig): Uint8Array | undefined {
  return secret && secretIsBase64 ? decodeBase64Secret(Buffer.from(secret).toString()) : secret;
}
