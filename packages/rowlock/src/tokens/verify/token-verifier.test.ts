// What is let in, and what is refused with which word. Every attack has its negative control beside it: the same token
// without the attack is taken.
import {
  createHmac,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { createKeyRing, type KeyRing } from "../key-ring/key-ring.ts";
import { createPostgrestKeys } from "../key-ring/postgrest-keys.ts";
import { projectEntries } from "../key-ring/project-entries.ts";
import type { RemoteJwks } from "../key-ring/remote-jwks.ts";
import { signApiKey } from "../keys/api-keys.ts";
import { generateInstanceKey, type InstanceKey, loadInstanceKey } from "../keys/instance-key.ts";
import { parseRolePath } from "../role-path/role-path.ts";
import { signServiceToken } from "../service/service-token.ts";
import { TokenError, type TokenErrorCode } from "../token-error.ts";
import type { JsonObject, JsonValue } from "../verified-token.ts";
import { createTokenVerifier, type TokenVerifierOptions } from "./token-verifier.ts";

const SECRET = "the-project-secret-of-32-bytes-or-more";
const ISSUER = "http://127.0.0.1:54331";
const THIRD_PARTY = "https://clerk.example.com";
const START = 1_700_000_000;
const SESSION = "cl_B7d4PD111AAA";
const TEMPLATE = "cl_B7d4PD222AAA";

let clock = START;
const now = () => clock * 1000;

const allowedRoles = ["anon", "authenticated", "editor"];
const elsewhere = generateKeyPairSync("rsa", { modulusLength: 2048 });
let instanceKey: InstanceKey;
let ring: KeyRing;
const jwks: RemoteJwks = {
  generation: 0,
  find: (kid) => Promise.resolve(kid === "theirs" ? elsewhere.publicKey : undefined),
};

beforeAll(async () => {
  instanceKey = loadInstanceKey(await generateInstanceKey());
});

function entries(projectSecrets: readonly string[] = [SECRET]) {
  return projectEntries({
    projectSecrets,
    allowedRoles,
    identity: { issuer: ISSUER, keys: { current: instanceKey, retired: [] } },
    thirdParties: [{ issuer: THIRD_PARTY, jwks }],
  });
}

function verifier(options: Partial<TokenVerifierOptions> = {}) {
  clock = START;
  ring = createKeyRing(entries());
  return createTokenVerifier({ keys: ring, anonRole: "anon", now, ...options });
}

function part(value: JsonValue): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString(
    "base64url",
  );
}

/** Signs by hand, so that headers and payloads can be had that no library would write. */
function jws(header: JsonObject, payload: JsonValue, key: KeyObject | string): string {
  const input = `${part(header)}.${part(payload)}`;
  const hash = `sha${String(header.alg).slice(2)}`;
  const signature =
    typeof key === "string"
      ? createHmac(hash, key).update(input).digest()
      : sign(hash, Buffer.from(input), key);
  return `${input}.${signature.toString("base64url")}`;
}

const hs = (claims: JsonValue, header: JsonObject = {}) =>
  jws({ alg: "HS256", typ: "JWT", cat: TEMPLATE, ...header }, claims, SECRET);
const rs = (claims: JsonObject, header: JsonObject = {}) =>
  jws(
    { alg: "RS256", kid: instanceKey.kid, typ: "JWT", cat: SESSION, ...header },
    { iss: ISSUER, ...claims },
    instanceKey.privateKey,
  );
const theirs = (claims: JsonObject, header: JsonObject = {}) =>
  jws(
    { alg: "RS256", kid: "theirs", ...header },
    { iss: THIRD_PARTY, ...claims },
    elsewhere.privateKey,
  );

async function refusal(token: string, options: Partial<TokenVerifierOptions> = {}) {
  try {
    const verified = await verifier(options).verify(token);
    throw new Error(`It was let in as ${verified.role}`);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain(
      token.length > 40 ? token.slice(-40) : " nothing to look for ",
    );
    return error;
  }
}

const codeOf = async (token: string, options?: Partial<TokenVerifierOptions>) =>
  (await refusal(token, options)).code;

describe("a verified token", () => {
  test("gives role, claims and the claims' own text", async () => {
    const text = '{"sub":"user_1", "role":"authenticated","tenant":12345678901234567890}';
    const verified = await verifier().verify(hs(text));
    expect(verified.role).toBe("authenticated");
    expect(verified.claims.sub).toBe("user_1");
    expect(verified.claimsText).toBe(text);
  });

  test("without a role acts as anon, and says so to the database", async () => {
    expect(await verifier().verify(hs(' {"sub":"user_1"} '))).toMatchObject({
      role: "anon",
      claimsText: '{"sub":"user_1","role":"anon"}',
    });
    expect((await verifier().verify(hs("{}"))).claimsText).toBe('{"role":"anon"}');
    expect(await codeOf(hs("{}"), { anonRole: undefined })).toBe("TOKEN_REQUIRED");
  });

  test("comes from each issuer of the ring", async () => {
    const role = "authenticated";
    expect((await verifier().verify(rs({ role }))).role).toBe(role);
    expect((await verifier().verify(theirs({ role }))).role).toBe(role);
    expect((await verifier().verify(hs({ role }))).role).toBe(role);
    const apiKey = await signApiKey({
      projectSecret: SECRET,
      role: "service_role",
      issuedAt: START,
    });
    expect((await verifier().verify(apiKey)).role).toBe("service_role");
  });

  test("nobody is anon, or refused where there is no anon role", () => {
    expect(verifier().anonymous()).toEqual({
      role: "anon",
      claims: { role: "anon" },
      claimsText: '{"role":"anon"}',
    });
    expect(() => verifier({ anonRole: undefined }).anonymous()).toThrow(
      "Anonymous access is disabled",
    );
  });
});

describe("who may be what", () => {
  test("service_role comes from Rowlock's own issuer alone", async () => {
    const role = "service_role";
    expect((await verifier().verify(hs({ role, iss: "rowlock" }))).role).toBe(role);
    for (const token of [
      hs({ role }),
      hs({ role, iss: ISSUER }),
      hs({ role, iss: "rowlock2" }),
      hs({ role, iss: ["rowlock"] }),
      rs({ role }),
      theirs({ role }),
    ]) {
      expect(await codeOf(token)).toBe("TOKEN_ROLE");
    }
    expect(await codeOf(rs({ role, iss: "rowlock" }))).toBe("TOKEN_UNKNOWN_KEY");
    expect(await codeOf(theirs({ role, iss: "rowlock" }))).toBe("TOKEN_UNKNOWN_KEY");
  });

  test("only listed roles are given, and only to a text", async () => {
    expect((await verifier().verify(rs({ role: "editor" }))).role).toBe("editor");
    for (const role of ["postgres", "none", "", "Authenticated", null, 1, ["authenticated"], {}]) {
      expect(await codeOf(rs({ role })), JSON.stringify(role)).toBe("TOKEN_ROLE");
    }
  });

  test("a role that is named like a literal is given to no literal", async () => {
    const { verify } = verifier();
    ring.replace(projectEntries({ projectSecrets: [SECRET], allowedRoles: ["anon", "true"] }));
    expect((await verify(hs({ role: "true" }))).role).toBe("true");
    await expect(verify(hs({ role: true }))).rejects.toMatchObject({ code: "TOKEN_ROLE" });
  });

  test("of two roles in one payload the one that PostgreSQL would read counts", async () => {
    expect(await codeOf(hs('{"role":"authenticated","role":"service_role"}'))).toBe("TOKEN_ROLE");
    const verified = await verifier().verify(hs('{"role":"service_role","role":"anon"}'));
    expect(verified.role).toBe("anon");
  });

  test("says which role was asked and which may be given", async () => {
    const error = await refusal(rs({ role: "postgres" }));
    expect(error.kind).toBe("claims");
    expect(error.details).toBe(
      "The token asks for the role postgres; the identity service may give anon, authenticated, editor",
    );
  });
});

describe("forged tokens", () => {
  const role = "authenticated";

  test.each<[string, () => string, TokenErrorCode]>([
    ["nothing", () => "", "TOKEN_EMPTY"],
    ["the word undefined", () => "undefined", "TOKEN_MALFORMED"],
    ["two parts", () => "a.b", "TOKEN_MALFORMED"],
    ["four parts", () => `${hs({ role })}.x`, "TOKEN_MALFORMED"],
    ["five parts, as an encrypted token has", () => "a.b.c.d.e", "TOKEN_MALFORMED"],
    ["random letters", () => "quifquirndsjagnrgniur.fonvoienqhhdj.iuqvnvhojah", "TOKEN_MALFORMED"],
    ["a header that is no JSON", () => `${part("nope")}.${part({})}.AA`, "TOKEN_MALFORMED"],
    ["a header that is a list", () => `${part([])}.${part({})}.AA`, "TOKEN_MALFORMED"],
    ["base64 with other letters", () => hs({ role }).replace(/.$/, "+"), "TOKEN_MALFORMED"],
    [
      "a payload that is not UTF-8",
      () => hs({ role }).replace(/\.[^.]+\./, ".gICA."),
      "TOKEN_MALFORMED",
    ],
    ["8193 characters", () => hs({ role, padding: "x".repeat(8000) }), "TOKEN_OVERSIZED"],
    [
      "alg none without a signature",
      () => `${part({ alg: "none" })}.${part({ role })}.`,
      "TOKEN_ALGORITHM",
    ],
    ["alg nOnE", () => `${part({ alg: "nOnE" })}.${part({ role })}.`, "TOKEN_ALGORITHM"],
    ["no alg", () => `${part({ typ: "JWT" })}.${part({ role })}.AA`, "TOKEN_ALGORITHM"],
    [
      "an alg of an object's own",
      () => `${part({ alg: "constructor" })}.${part({ role })}.AA`,
      "TOKEN_ALGORITHM",
    ],
    [
      "another secret",
      () => jws({ alg: "HS256" }, { role }, SECRET.toUpperCase()),
      "TOKEN_SIGNATURE",
    ],
    ["no signature", () => hs({ role }).replace(/[^.]+$/, ""), "TOKEN_SIGNATURE"],
    ["a cut signature", () => hs({ role }).slice(0, -5), "TOKEN_SIGNATURE"],
    [
      "claims changed after signing",
      () => hs({ role: "anon" }).replace(/\.[^.]+\./, `.${part({ role })}.`),
      "TOKEN_SIGNATURE",
    ],
    [
      "HS384 with the right secret",
      () => jws({ alg: "HS384" }, { role }, SECRET),
      "TOKEN_UNKNOWN_KEY",
    ],
    [
      "a public key used as an HMAC secret",
      () =>
        jws(
          { alg: "HS256", kid: instanceKey.kid, cat: SESSION },
          { iss: ISSUER, role },
          instanceKey.publicPem,
        ),
      "TOKEN_SIGNATURE",
    ],
    [
      "the instance's kid, another key",
      () =>
        jws(
          { alg: "RS256", kid: instanceKey.kid, cat: SESSION },
          { iss: ISSUER, role },
          elsewhere.privateKey,
        ),
      "TOKEN_SIGNATURE",
    ],
    ["an unknown kid", () => rs({ role }, { kid: "unknown" }), "TOKEN_UNKNOWN_KEY"],
    [
      "no kid",
      () => jws({ alg: "RS256", cat: SESSION }, { iss: ISSUER, role }, instanceKey.privateKey),
      "TOKEN_UNKNOWN_KEY",
    ],
    [
      "a kid that is a number",
      () => jws({ alg: "RS256", kid: 1 }, { iss: ISSUER, role }, instanceKey.privateKey),
      "TOKEN_MALFORMED",
    ],
    [
      "the instance's key under another issuer",
      () => rs({ role, iss: "http://evil.example" }),
      "TOKEN_UNKNOWN_KEY",
    ],
    [
      "the instance's key under a third party's issuer",
      () => rs({ role, iss: THIRD_PARTY }),
      "TOKEN_UNKNOWN_KEY",
    ],
    [
      "a third party's key under our issuer",
      () => theirs({ role, iss: ISSUER }),
      "TOKEN_UNKNOWN_KEY",
    ],
    [
      "the instance's key and no issuer",
      () =>
        jws({ alg: "RS256", kid: instanceKey.kid, cat: SESSION }, { role }, instanceKey.privateKey),
      "TOKEN_UNKNOWN_KEY",
    ],
    ["PS256 with the RSA key", () => rs({ role }, { alg: "PS256" }), "TOKEN_UNKNOWN_KEY"],
    [
      "a key of its own in the header",
      () =>
        jws(
          {
            alg: "RS256",
            kid: "mine",
            jwk: elsewhere.publicKey.export({ format: "jwk" }) as JsonObject,
            jku: "https://evil.example/jwks",
            x5u: "https://evil.example/x",
            cat: SESSION,
          },
          { iss: ISSUER, role },
          elsewhere.privateKey,
        ),
      "TOKEN_UNKNOWN_KEY",
    ],
    ["critical extensions", () => rs({ role }, { crit: ["b64"], b64: false }), "TOKEN_MALFORMED"],
    ["a payload that is a list", () => hs([]), "TOKEN_CLAIMS"],
    ["a payload that is no JSON", () => hs("nope"), "TOKEN_CLAIMS"],
  ])("%s: refused", async (_, make, code) => {
    expect(await codeOf(make())).toBe(code);
  });

  test("the same without the forgery are let in", async () => {
    for (const token of [hs({ role }), rs({ role }), theirs({ role })]) {
      expect((await verifier().verify(token)).role).toBe(role);
    }
  });

  test("a signed-out app is told what it sent", async () => {
    const error = await refusal("null");
    expect(error.message).toBe("Expected 3 parts in JWT; got 1");
    expect(error.hint).toContain('"Bearer null"');
  });
});

describe("tokens that are no bearer tokens", () => {
  test("tickets and handshakes, signed with the same key, are refused", async () => {
    const service = { issuer: ISSUER, keys: { current: instanceKey, retired: [] }, now };
    for (const kind of ["ticket", "handshake"]) {
      const token = await signServiceToken({
        ...service,
        kind,
        claims: { role: "authenticated", sub: "user_1" },
        lifetime: 60,
      });
      expect(await codeOf(token)).toBe("TOKEN_KIND");
    }
  });

  test("the local issuer's tokens need a category of Clerk's; a third party's may lack one", async () => {
    const role = "authenticated";
    expect((await verifier().verify(rs({ role }, { cat: TEMPLATE }))).role).toBe(role);
    expect((await verifier().verify(theirs({ role }, { cat: SESSION }))).role).toBe(role);
    const bare = { alg: "RS256", kid: instanceKey.kid };
    const uncategorized = jws(bare, { iss: ISSUER, role }, instanceKey.privateKey);
    expect(await codeOf(uncategorized)).toBe("TOKEN_KIND");
    for (const header of [
      { cat: "cl_B7d4PD333AAA" },
      { cat: null },
      { kind: "x" },
      { typ: "x+jwt" },
    ]) {
      expect(await codeOf(rs({ role }, header))).toBe("TOKEN_KIND");
      if (header.cat !== null) expect(await codeOf(theirs({ role }, header))).toBe("TOKEN_KIND");
    }
  });
});

describe("time and audience", () => {
  test.each<[JsonObject, TokenErrorCode | "fine", string?]>([
    [{ exp: START - 30 }, "fine"],
    [
      { exp: START - 31 },
      "TOKEN_EXPIRED",
      "It expired 31 s ago; 30 s are allowed for clocks that differ",
    ],
    [{ exp: null }, "fine"],
    [{ exp: "1800000000" }, "TOKEN_CLAIMS"],
    [{ nbf: START + 30 }, "fine"],
    [
      { nbf: START + 31 },
      "TOKEN_NOT_YET_VALID",
      "nbf is 31 s ahead of this clock; 30 s are allowed",
    ],
    [{ nbf: [] }, "TOKEN_CLAIMS"],
    [{ iat: START + 30 }, "fine"],
    [
      { iat: START + 31 },
      "TOKEN_ISSUED_IN_FUTURE",
      "iat is 31 s ahead of this clock; 30 s are allowed",
    ],
    [{ iat: "x" }, "TOKEN_CLAIMS"],
    [{ aud: "theirs" }, "TOKEN_AUDIENCE"],
    [{ aud: "" }, "TOKEN_AUDIENCE"],
    [{ aud: ["x", "y"] }, "TOKEN_AUDIENCE"],
    [{ aud: ["x", "ours"] }, "fine"],
    [{ aud: "ours" }, "fine"],
    [{ aud: [] }, "fine"],
    [{ aud: null }, "fine"],
    [{}, "fine"],
    [{ aud: [1, "ours"] }, "TOKEN_CLAIMS"],
    [{ aud: { ours: true } }, "TOKEN_CLAIMS"],
  ])("%j: %s", async (claims, code, details) => {
    if (code === "fine") {
      await expect(verifier({ audience: "ours" }).verify(hs(claims))).resolves.toBeDefined();
      return;
    }
    const error = await refusal(hs(claims), { audience: "ours" });
    expect(error).toMatchObject({ code, kind: "claims" });
    if (details !== undefined) expect(error.details).toBe(details);
  });

  test("exp too large for a number is refused, not taken for eternity", async () => {
    expect(await codeOf(hs('{"exp":1e400}'))).toBe("TOKEN_CLAIMS");
  });

  test("any audience is fine where none is configured", async () => {
    await expect(verifier().verify(hs({ aud: "whoever" }))).resolves.toBeDefined();
  });
});

describe("the cache", () => {
  const token = () => hs({ role: "authenticated", exp: START + 60 });

  test("answers at once, without a promise, and looks at the clock each time", async () => {
    const { verify } = verifier();
    const verified = await verify(token());
    expect(verify(token())).toBe(verified);
    clock = START + 90;
    expect(verify(token())).toBe(verified);
    clock = START + 91;
    expect(() => verify(token())).toThrow("JWT expired");
  });

  test("forgets what a rotated secret signed, at once", async () => {
    const { verify } = verifier();
    await verify(token());
    ring.replace(entries(["another-secret-that-has-32-bytes-or-more"]));
    await expect(verify(token())).rejects.toMatchObject({ code: "TOKEN_SIGNATURE" });
    ring.replace(entries());
    await expect(verify(token())).resolves.toMatchObject({ role: "authenticated" });
  });

  test("forgets a role that is no longer allowed", async () => {
    const { verify } = verifier();
    const asEditor = hs({ role: "editor" });
    await verify(asEditor);
    ring.replace(projectEntries({ projectSecrets: [SECRET], allowedRoles: ["anon"] }));
    await expect(verify(asEditor)).rejects.toMatchObject({ code: "TOKEN_ROLE" });
  });

  test("keeps nothing that a retired key signed past the key's end", async () => {
    const current = loadInstanceKey(await generateInstanceKey());
    const { verify } = verifier();
    ring.replace(
      projectEntries({
        projectSecrets: [SECRET],
        allowedRoles,
        identity: {
          issuer: ISSUER,
          keys: { current, retired: [{ key: instanceKey, validUntil: START + 100 }] },
        },
      }),
    );
    const old = rs({ role: "authenticated" });
    await verify(old);
    clock = START + 99;
    await expect(verify(old)).toMatchObject({ role: "authenticated" });
    clock = START + 100;
    await expect(verify(old)).rejects.toMatchObject({ code: "TOKEN_UNKNOWN_KEY" });
  });

  test("does not take one token for another", async () => {
    const { verify } = verifier({ cacheSize: 5 });
    const tokens = Array.from({ length: 50 }, (_, index) => hs({ sub: `user_${index}` }));
    for (const round of [0, 1]) {
      for (const [index, one] of tokens.entries()) {
        expect((await verify(one)).claims.sub, `round ${round}`).toBe(`user_${index}`);
      }
    }
  });
});

describe("in PostgREST's own way", () => {
  const plain = (secret: string | undefined, more: Partial<TokenVerifierOptions> = {}) => ({
    keys: createPostgrestKeys(secret),
    explain: false,
    ...more,
  });

  test("any issuer and any role; the database decides", async () => {
    const verify = (claims: JsonValue) => verifier(plain(SECRET)).verify(hs(claims));
    expect((await verify({ role: "service_role" })).role).toBe("service_role");
    expect((await verify({ role: 12 })).role).toBe("12");
    expect((await verify({ role: null })).role).toBe("null");
    expect(await codeOf(hs({ role: "none" }), plain(SECRET))).toBe("TOKEN_ROLE");
  });

  test("the role from a path, told to the database as role", async () => {
    const rolePath = parseRolePath("$.app['roles'][0]");
    const claims = '{"role":"x","app":{"roles":["author"]}}';
    expect(await verifier(plain(SECRET, { rolePath })).verify(hs(claims))).toMatchObject({
      role: "author",
      claimsText: '{"role":"x","app":{"roles":["author"]},"role":"author"}',
    });
  });

  test.each<[string, string, string, string | null]>([
    ["", "TOKEN_EMPTY", "Empty JWT is sent in Authorization header", null],
    ["a.b", "TOKEN_MALFORMED", "Expected 3 parts in JWT; got 2", null],
    ["a.b.c", "TOKEN_MALFORMED", "JWT cryptographic operation failed", null],
    [
      "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.e30.yOBhlOIqn56T-4NvyEXCjfi3UmyQZ-BzXtePMO2NgRI",
      "TOKEN_ALGORITHM",
      "Wrong or unsupported encoding algorithm",
      "JWT is unsecured but expected 'alg' was not 'none'",
    ],
    [
      jws({ alg: "HS256" }, {}, "some other secret"),
      "TOKEN_SIGNATURE",
      "No suitable key or wrong key type",
      "None of the keys was able to decode the JWT",
    ],
    [
      hs({}, { kid: "x" }),
      "TOKEN_UNKNOWN_KEY",
      "No suitable key or wrong key type",
      "No suitable key was found to decode the JWT",
    ],
    [hs("[]"), "TOKEN_CLAIMS", "Parsing claims failed", null],
    [hs({ exp: START - 35 }), "TOKEN_EXPIRED", "JWT expired", null],
    [hs({ nbf: START + 35 }), "TOKEN_NOT_YET_VALID", "JWT not yet valid", null],
    [hs({ iat: START + 35 }), "TOKEN_ISSUED_IN_FUTURE", "JWT issued at future", null],
    [hs({ iat: "x" }), "TOKEN_CLAIMS", "The JWT 'iat' claim must be a number", null],
    [hs({ aud: "x" }), "TOKEN_AUDIENCE", "JWT not in audience", null],
  ])("%s: %s, in PostgREST's words and no more", async (token, code, message, details) => {
    const error = await refusal(token, plain(SECRET, { audience: "ours" }));
    expect({ code: error.code, message: error.message }).toEqual({ code, message });
    expect([error.details ?? null, error.hint ?? null]).toEqual([details, null]);
  });

  test("without a secret every token is refused as the server's fault", async () => {
    expect(await refusal(hs({}), plain(undefined))).toMatchObject({
      code: "TOKEN_NO_KEYS",
      kind: "unconfigured",
      message: "Server lacks JWT secret",
    });
  });

  test("takes a plain secret for HS256 alone", async () => {
    expect(await codeOf(jws({ alg: "HS384" }, {}, SECRET), plain(SECRET))).toBe(
      "TOKEN_UNKNOWN_KEY",
    );
    await expect(
      verifier(plain(SECRET)).verify(jws({ alg: "HS256" }, {}, SECRET)),
    ).resolves.toBeDefined();
  });

  test("takes a JWK and a JWKS, each key for its own type alone", async () => {
    const rsa = elsewhere.publicKey.export({ format: "jwk" }) as JsonObject;
    const oct = createSecretKey(SECRET, "utf8").export({ format: "jwk" }) as JsonObject;
    const jwkSet = JSON.stringify({
      keys: [
        { ...rsa, kid: "rsa" },
        { ...oct, alg: "HS512" },
      ],
    });
    const rs512 = jws({ alg: "RS512", kid: "rsa" }, {}, elsewhere.privateKey);
    await expect(verifier(plain(jwkSet)).verify(rs512)).resolves.toBeDefined();
    await expect(verifier(plain(JSON.stringify(rsa))).verify(rs512)).rejects.toThrow();
    const noKid = jws({ alg: "RS256" }, {}, elsewhere.privateKey);
    await expect(verifier(plain(jwkSet)).verify(noKid)).resolves.toBeDefined();
    await expect(verifier(plain(JSON.stringify(rsa))).verify(noKid)).resolves.toBeDefined();
    await expect(
      verifier(plain(jwkSet)).verify(jws({ alg: "HS512" }, {}, SECRET)),
    ).resolves.toBeDefined();
    expect(await codeOf(hs({}), plain(jwkSet))).toBe("TOKEN_UNKNOWN_KEY");
    const confused = jws({ alg: "HS256" }, {}, String(rsa.n));
    expect(await codeOf(confused, plain(JSON.stringify(rsa)))).toBe("TOKEN_UNKNOWN_KEY");
  });

  test("takes no secret that is too short, and never quotes it", () => {
    for (const secret of ["short", '{"kty":"oct","k":"c2hvcnQ"}', '{"kty":"RSA","n":"short"}']) {
      expect(() => createPostgrestKeys(secret)).toThrow(
        expect.objectContaining({
          code: "TOKEN_KEY_INVALID",
          message: expect.not.stringContaining("c2hvcnQ"),
        }),
      );
    }
  });
});
