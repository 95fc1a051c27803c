// The Data API as PostgREST would run it with these settings: one login for every role, keys from `jwt-secret` alone,
// refusals in PostgREST's words. Which roles the login may become is the database's to decide.
import type { LoginSettings } from "../../catalog/login-settings.ts";
import type {
  PostgrestConfig,
  PostgrestJwtConfig,
} from "../../config/postgrest/postgrest-config.ts";
import { type CatalogPort, createDataApi, type DataApi } from "../../data-api/handler.ts";
import { dataApiSettings } from "../../data-api/settings.ts";
import type { BatchRunner } from "../../database/batch/batch.ts";
import { createAuthenticator } from "../../gateway/authenticator.ts";
import { createPostgrestKeys, decodeBase64Secret } from "../../tokens/key-ring/postgrest-keys.ts";
import { parseRolePath } from "../../tokens/role-path/role-path.ts";
import { anonymousToken } from "../../tokens/verified-token.ts";
import { createTokenVerifier, type TokenVerifier } from "../../tokens/verify/token-verifier.ts";
import type { ServeCounters } from "./metrics.ts";

/** The settings of a moment: what the process was given, and what the database adds. */
export interface LiveSettings {
  readonly config: PostgrestConfig;
  readonly roles: LoginSettings["roles"];
}

export interface ServedApiOptions {
  readonly catalog: CatalogPort;
  readonly runner: BatchRunner;
  readonly basePath: string;
  readonly counters: ServeCounters;
}

/** @throws RowlockError TOKEN_KEY_INVALID, or for a role path that is none */
export function createServedApi(
  { config, roles }: LiveSettings,
  { catalog, runner, basePath, counters }: ServedApiOptions,
): DataApi {
  const verifier = createServedVerifier(config);
  return createDataApi({
    settings: dataApiSettings({ ...config.api, roleSettings: roles }),
    catalog,
    runner: () => runner,
    authenticate: createAuthenticator({ verifier: counted(verifier, counters) }),
    now: () => performance.now(),
    basePath,
  });
}

/** @throws RowlockError TOKEN_KEY_INVALID, or for a role path that is none */
export function createServedVerifier({ jwt, api }: PostgrestConfig): TokenVerifier {
  return createTokenVerifier({
    keys: createPostgrestKeys(secretOf(jwt)),
    anonRole: api.dbAnonRole,
    rolePath: parseRolePath(jwt.roleClaimKey),
    audience: jwt.audience,
    explain: false,
    now: Date.now,
    cacheSize: jwt.cacheMaxEntries,
  });
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
