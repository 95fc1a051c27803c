// The keys of a run, and tokens of many users, signed ahead so that no measurement pays for it.
import { createSecretKey, randomBytes } from "node:crypto";
import {
  generateInstanceKey,
  loadInstanceKey,
} from "../packages/rowlock/src/tokens/keys/instance-key.ts";
import { type SigningKey, signToken } from "../packages/rowlock/src/tokens/sign/sign-token.ts";
import type { Algorithm } from "./requests.ts";
import { userId } from "./schema.ts";

/** How many users ask in turn. */
const ASKING = 100;

export interface BenchKeys {
  readonly secret: string;
  /** Both keys as a JWKS, as `jwt-secret` takes it. */
  readonly jwks: string;
  readonly tokens: Readonly<Record<Algorithm, readonly string[]>>;
}

export async function createKeys(): Promise<BenchKeys> {
  const secret = randomBytes(32).toString("hex");
  const instance = loadInstanceKey(await generateInstanceKey());
  const k = Buffer.from(secret).toString("base64url");
  const hs256: SigningKey = { algorithm: "HS256", key: createSecretKey(secret, "utf8") };
  const rs256: SigningKey = { algorithm: "RS256", key: instance.privateKey, kid: instance.kid };
  return {
    secret,
    jwks: JSON.stringify({ keys: [{ kty: "oct", k, alg: "HS256" }, instance.jwk] }),
    tokens: { HS256: await signAll(hs256), RS256: await signAll(rs256) },
  };
}

function signAll(signingKey: SigningKey): Promise<readonly string[]> {
  const now = Math.floor(Date.now() / 1000);
  return Promise.all(
    Array.from({ length: ASKING }, (_, index) =>
      signToken({
        signingKey,
        claims: {
          sub: userId(index),
          role: "authenticated",
          aud: "authenticated",
          iss: "https://bench.example",
          iat: now - 10,
          exp: now + 12 * 60 * 60,
          email: `${userId(index)}@example.com`,
          app_metadata: {},
          user_metadata: {},
        },
      }),
    ),
  );
}
