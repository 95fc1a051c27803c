// Who a request of the Data API comes from: the bearer token when there is one, else the API key, else nobody. An
// opaque key is no token, so in Authorization it counts as the API key (supabase-js sends it there when signed out).
import { headersOf } from "../http/request-headers.ts";
import { noteRequest } from "../http/request-log.ts";
import { opaqueKeyKind } from "../tokens/keys/api-keys.ts";
import type { VerifiedToken } from "../tokens/verified-token.ts";
import { readBearerToken } from "../tokens/verify/bearer-token.ts";
import type { TokenVerifier } from "../tokens/verify/token-verifier.ts";
import type { ApiKeyTable } from "./api-key-table.ts";

export type Authenticator = (request: Request) => VerifiedToken | Promise<VerifiedToken>;

export interface AuthenticatorOptions {
  readonly verifier: TokenVerifier;
  /** Absent for `serve`, which knows no API keys. */
  readonly apiKeys?: ApiKeyTable | undefined;
}

/** Makes the port that the Data API asks. What it throws is a TokenError. */
export function createAuthenticator({ verifier, apiKeys }: AuthenticatorOptions): Authenticator {
  function identify(request: Request): VerifiedToken | Promise<VerifiedToken> {
    const headers = headersOf(request);
    const bearer = readBearerToken(headers.get("authorization"));
    if (bearer !== undefined && (apiKeys === undefined || opaqueKeyKind(bearer) === undefined)) {
      return verifier.verify(bearer);
    }
    const key = bearer ?? headers.get("apikey");
    return (key === undefined ? undefined : apiKeys?.find(key)) ?? verifier.anonymous();
  }

  function noted(request: Request, token: VerifiedToken): VerifiedToken {
    const { sub } = token.claims;
    noteRequest(request, { role: token.role, user: typeof sub === "string" ? sub : undefined });
    return token;
  }

  return (request) => {
    const token = identify(request);
    return token instanceof Promise
      ? token.then((verified) => noted(request, verified))
      : noted(request, token);
  };
}
