// The one place where a Data API is put together: `dev`, `serve`, `prove` and `explain` differ in the parts that they
// name here and in nothing else, so that what one of them shows holds for the others.
// It opens nothing: connections, catalog and keys are passed in, and whoever reads new settings assembles anew.
import type { LoginSettings } from "../../catalog/login-settings.ts";
import type { PostgrestConfig } from "../../config/postgrest/postgrest-config.ts";
import type { DataApiOptions } from "../../data-api/handler.ts";
import { type DataApiSettings, dataApiSettings } from "../../data-api/settings.ts";
import type { ApiKeyTable } from "../../gateway/api-key-table.ts";
import { createAuthenticator } from "../../gateway/authenticator.ts";
import type { KeyFinder } from "../../tokens/key-ring/key-finder.ts";
import { parseRolePath } from "../../tokens/role-path/role-path.ts";
import {
  createTokenVerifier,
  type TokenVerifier,
  type TokenVerifierOptions,
} from "../../tokens/verify/token-verifier.ts";

/** What an API is set to at one moment: what it was given with what the database adds, and what is said of the roles. */
export interface ApiSetup {
  readonly config: Pick<PostgrestConfig, "api" | "jwt">;
  readonly roles: LoginSettings["roles"];
}

export interface DataApiParts extends Pick<DataApiOptions, "catalog" | "runner"> {
  /** Whose tokens are believed, and which roles they may give. */
  readonly keys: KeyFinder;
  /** Absent: no API key counts. */
  readonly apiKeys?: ApiKeyTable | undefined;
  readonly basePath: string;
  /** How transactions end, whatever the settings say. */
  readonly txEnd?: DataApiSettings["dbTxEnd"] | undefined;
  /** False: refusals say exactly what PostgREST says. Default true. */
  readonly explain?: boolean | undefined;
  /** Stands before the verifier, to see what it is asked. */
  readonly watch?: ((verifier: TokenVerifier) => TokenVerifier) | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface AssembledDataApi {
  readonly options: DataApiOptions;
  /** How its tokens are verified. */
  readonly verification: TokenVerifierOptions;
}

/** @throws RowlockError for a role path that is none */
export function assembleDataApi(
  { config, roles }: ApiSetup,
  { catalog, runner, apiKeys, basePath, txEnd, watch, ...parts }: DataApiParts,
): AssembledDataApi {
  const settings = dataApiSettings({ ...config.api, roleSettings: roles });
  const verification = verificationOf(config, parts);
  const verifier = createTokenVerifier(verification);
  return {
    options: {
      settings: txEnd === undefined ? settings : { ...settings, dbTxEnd: txEnd },
      catalog,
      runner,
      authenticate: createAuthenticator({ verifier: watch?.(verifier) ?? verifier, apiKeys }),
      now: () => performance.now(),
      basePath,
    },
    verification,
  };
}

/** @throws RowlockError for a role path that is none */
export function verificationOf(
  { api, jwt }: ApiSetup["config"],
  { keys, explain, now }: Pick<DataApiParts, "keys" | "explain" | "now">,
): TokenVerifierOptions {
  return {
    keys,
    anonRole: api.dbAnonRole,
    rolePath: parseRolePath(jwt.roleClaimKey),
    audience: jwt.audience,
    explain,
    now,
    cacheSize: jwt.cacheMaxEntries,
  };
}
