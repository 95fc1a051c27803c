// Who stands behind an API key: the anon and service_role keys in both of their forms. Looked up by digest, so neither
// the time of a look-up nor a dump of the table tells a key.
import { hash } from "node:crypto";
import { rowlockError } from "../errors/registry.ts";
import { ROWLOCK_ISSUER } from "../tokens/keys/api-keys.ts";
import type { VerifiedToken } from "../tokens/verified-token.ts";
import { decodeToken } from "../tokens/verify/decode-token.ts";

export interface ApiKeys {
  /** JWTs. */
  readonly anonKey: string;
  readonly serviceRoleKey: string;
  /** `sb_publishable_...` */
  readonly publishableKey: string;
  /** `sb_secret_...` */
  readonly secretKey: string;
}

export interface ApiKeyTable {
  find(key: string): VerifiedToken | undefined;
}

/** Makes the table. `current` is asked on each look-up; another object than before means that keys were rotated. */
export function createApiKeyTable(current: () => ApiKeys): ApiKeyTable {
  let keys: ApiKeys | undefined;
  let byDigest: ReadonlyMap<string, VerifiedToken> = new Map();
  return {
    find(key) {
      const now = current();
      if (now !== keys) {
        byDigest = digestTable(now);
        keys = now;
      }
      return byDigest.get(digest(key));
    },
  };
}

function digestTable(keys: ApiKeys): ReadonlyMap<string, VerifiedToken> {
  const anon = identityOf(keys.anonKey, "anon");
  const service = identityOf(keys.serviceRoleKey, "service_role");
  return new Map([
    [digest(keys.anonKey), anon],
    [digest(keys.publishableKey), anon],
    [digest(keys.serviceRoleKey), service],
    [digest(keys.secretKey), service],
  ]);
}

/** The claims that RLS sees are those of the JWT, whichever form of the key was sent. */
function identityOf(jwt: string, role: string): VerifiedToken {
  const { claims, claimsText } = decodeToken(jwt);
  if (claims?.iss !== ROWLOCK_ISSUER || claims.role !== role) {
    throw rowlockError("TOKEN_KEY_INVALID", {
      message: `The ${role} key of this project is not one that Rowlock signed`,
      hint: "Remove it from the file of keys to have a new one made",
    });
  }
  return Object.freeze({ role, claims, claimsText });
}

function digest(key: string): string {
  return hash("sha256", key, "base64");
}
