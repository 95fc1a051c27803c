// Tokens that claim to be Ada's or the service role's, made with every key that an outsider may have.
import { createHmac, generateKeyPairSync, sign } from "node:crypto";

export interface ForgeryContext {
  readonly adaId: string;
  readonly issuer: string;
  /** Whatever anybody can read: the JWKS's key as PEM, its kid, the anon key. */
  readonly publicPem: string;
  readonly kid: string;
  readonly anonKey: string;
  /** Seconds. */
  readonly now: number;
}

export function forgedTokens(context: ForgeryContext): Readonly<Record<string, string>> {
  const { adaId, issuer, publicPem, kid, anonKey, now } = context;
  const ada = { sub: adaId, role: "authenticated", iss: issuer, iat: now, exp: now + 60 };
  const service = { role: "service_role", iss: "rowlock", iat: now, exp: now + 60 };
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const rs256 = (text: string) => sign("sha256", Buffer.from(text), stranger).toString("base64url");
  const hs256 = (key: string) => (text: string) =>
    createHmac("sha256", key).update(text).digest("base64url");
  const [header, , signature] = anonKey.split(".");
  return {
    "no signature (alg none)": token({ alg: "none" }, ada, () => ""),
    "no signature (alg None)": token({ alg: "None" }, ada, () => ""),
    "the public key as HMAC secret": token({ alg: "HS256", kid }, ada, hs256(publicPem)),
    "a guessed secret": token(
      { alg: "HS256" },
      ada,
      hs256("super-secret-jwt-token-with-at-least-32-characters-long"),
    ),
    "a guessed secret as the service role": token({ alg: "HS256" }, service, hs256("secret")),
    "an empty secret": token({ alg: "HS256" }, ada, hs256("")),
    "a stranger's RSA key under the real kid": token({ alg: "RS256", kid }, ada, rs256),
    "a stranger's RSA key in the header": token(
      { alg: "RS256", jwk: { kty: "RSA", e: "AQAB", n: "x" } },
      ada,
      rs256,
    ),
    "a key behind a URL": token(
      { alg: "RS256", jku: "http://127.0.0.1:1/jwks", kid: "x" },
      ada,
      rs256,
    ),
    "an unknown kid": token({ alg: "RS256", kid: "nobody" }, ada, rs256),
    "the anon key's signature under other claims": `${header}.${encode(service)}.${signature}`,
    "the anon key, cut short": anonKey.slice(0, -4),
    "nothing but dots": "..",
    "a word": "undefined",
  };
}

function token(header: object, claims: object, signer: (text: string) => string): string {
  const text = `${encode({ typ: "JWT", ...header })}.${encode(claims)}`;
  return `${text}.${signer(text)}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
