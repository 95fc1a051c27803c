import { createSecretKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { decodeProtectedHeader, jwtVerify } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { generateInstanceKey, type InstanceKey, loadInstanceKey } from "../keys/instance-key.ts";
import type { JsonObject } from "../verified-token.ts";
import { type JwtTemplateInput, parseTemplate } from "./jwt-template.ts";
import { mintTemplateToken } from "./mint-template-token.ts";
import { TemplateError } from "./template-error.ts";

const SECRET = "the-project-secret-of-32-bytes-or-more";
const OTHER = "another-secret-that-has-32-bytes-or-more";
const policy = { projectSecrets: [SECRET], allowedRoles: ["anon", "authenticated", "editor"] };
const AT = 1_700_000_000;

let instanceKey: InstanceKey;
beforeAll(async () => {
  instanceKey = loadInstanceKey(await generateInstanceKey());
});

const supabase: JwtTemplateInput = {
  name: "supabase",
  claims: {
    aud: "authenticated",
    role: "authenticated",
    email: "{{user.primary_email_address}}",
    app_metadata: {},
    user_metadata: {},
  },
  lifetime: 60,
  allowedClockSkew: 5,
  signingAlgorithm: "HS256",
  signingKey: "project",
};

function refusal(input: Partial<JwtTemplateInput>): TemplateError {
  try {
    parseTemplate({ name: "t", claims: {}, ...input }, policy);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error("The template was taken");
}

function mint(input: JwtTemplateInput, more: { lifetime?: number; authorizedParty?: string } = {}) {
  return mintTemplateToken(parseTemplate(input, policy), {
    ...policy,
    ...more,
    subject: { user: { id: "user_ada", primary_email_address: "ada@example.com" } },
    issuer: "http://127.0.0.1:54331",
    instanceKey,
    now: () => AT * 1000 + 999,
    random: (size) => new Uint8Array(size).fill(7),
  });
}

async function verified(token: string, key: KeyObject): Promise<JsonObject> {
  const { payload } = await jwtVerify(token, key, { currentDate: new Date(AT * 1000) });
  return payload as JsonObject;
}

describe("mintTemplateToken()", () => {
  test("mints the guide's token: signed with the project's secret, five claims and the default ones", async () => {
    const token = await mint(supabase, { authorizedParty: "http://localhost:3000" });
    expect(decodeProtectedHeader(token)).toEqual({
      alg: "HS256",
      typ: "JWT",
      cat: "cl_B7d4PD222AAA",
    });
    expect(await verified(token, createSecretKey(SECRET, "utf8"))).toEqual({
      aud: "authenticated",
      role: "authenticated",
      email: "ada@example.com",
      app_metadata: {},
      user_metadata: {},
      azp: "http://localhost:3000",
      exp: AT + 60,
      iat: AT,
      iss: "http://127.0.0.1:54331",
      jti: "07".repeat(10),
      nbf: AT - 5,
      sub: "user_ada",
    });
  });

  test("signs with the instance's key and names it, when the template has none of its own", async () => {
    const token = await mint({ name: "plain", claims: {}, lifetime: null });
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: "RS256", kid: instanceKey.kid });
    expect(await verified(token, instanceKey.publicKey)).not.toHaveProperty("azp");
  });

  test("keeps to a lifetime that the Backend API asks for", async () => {
    const token = await mint(supabase, { lifetime: 600 });
    expect((await verified(token, createSecretKey(SECRET, "utf8"))).exp).toBe(AT + 600);
  });

  test("signs with every algorithm that a key of one's own can have", async () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const curves = { ES256: "P-256", ES384: "P-384", ES512: "P-521" } as const;
    for (const algorithm of ["HS256", "HS384", "HS512"]) {
      const token = await mint({
        name: "t",
        claims: {},
        signingAlgorithm: algorithm,
        signingKey: OTHER.repeat(2),
      });
      await verified(token, createSecretKey(OTHER.repeat(2), "utf8"));
    }
    for (const algorithm of ["RS256", "RS384", "RS512"]) {
      const pem = rsa.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
      const token = await mint({
        name: "t",
        claims: {},
        signingAlgorithm: algorithm,
        signingKey: pem,
      });
      expect(decodeProtectedHeader(token).alg).toBe(algorithm);
      await verified(token, rsa.publicKey);
    }
    for (const [algorithm, namedCurve] of Object.entries(curves)) {
      const pair = generateKeyPairSync("ec", { namedCurve });
      const pem = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
      const token = await mint({
        name: "t",
        claims: {},
        signingAlgorithm: algorithm,
        signingKey: pem,
      });
      expect(decodeProtectedHeader(token).alg).toBe(algorithm);
      await verified(token, pair.publicKey);
    }
  });

  test("refuses a role that was fine until the secret rotated to the template's own key", () => {
    const template = parseTemplate(
      {
        name: "t",
        claims: { role: "{{user.unsafe_metadata.role}}" },
        signingAlgorithm: "HS256",
        signingKey: OTHER,
      },
      policy,
    );
    const mintAfter = (projectSecrets: readonly string[]) => () =>
      mintTemplateToken(template, {
        projectSecrets,
        allowedRoles: policy.allowedRoles,
        subject: { user: { id: "user_ada" } },
        issuer: "http://127.0.0.1:54331",
        instanceKey,
        now: () => AT * 1000,
        random: (size) => new Uint8Array(size),
      });
    expect(mintAfter([SECRET])).not.toThrow();
    expect(mintAfter([OTHER])).toThrow(TemplateError);
  });
});

describe("parseTemplate()", () => {
  test("takes Clerk's defaults and limits", () => {
    expect(parseTemplate({ name: "t", claims: {} }, policy)).toMatchObject({
      lifetime: 60,
      allowedClockSkew: 5,
      signing: { kind: "instance" },
    });
    for (const lifetime of [30, 315_360_000]) {
      expect(parseTemplate({ name: "t", claims: {}, lifetime }, policy).lifetime).toBe(lifetime);
    }
    for (const lifetime of [29, 315_360_001, 60.5, Number.NaN]) {
      expect(refusal({ lifetime })).toMatchObject({ field: "lifetime" });
    }
    for (const allowedClockSkew of [0, 300]) {
      const input = { name: "t", claims: {}, allowedClockSkew };
      expect(parseTemplate(input, policy).allowedClockSkew).toBe(allowedClockSkew);
    }
    for (const allowedClockSkew of [-1, 301]) {
      expect(refusal({ allowedClockSkew })).toMatchObject({ field: "allowed_clock_skew" });
    }
  });

  test.each(["azp", "exp", "iat", "iss", "jti", "nbf", "sub", "sid"])(
    "refuses the reserved claim %s",
    (name) => {
      expect(refusal({ claims: { [name]: "x" } })).toMatchObject({
        code: "TEMPLATE_RESERVED_CLAIM",
        path: name,
      });
    },
  );

  test("refuses claims that are no object, and names that fit in no path", () => {
    for (const claims of [[], "x", null, 1]) {
      expect(refusal({ claims })).toMatchObject({ field: "claims" });
    }
    for (const name of ["", "a/b", "a b", "../x"]) {
      expect(refusal({ name })).toMatchObject({ field: "name" });
    }
  });

  test.each<[string, Partial<JwtTemplateInput>]>([
    ["a secret of 31 bytes", { signingAlgorithm: "HS256", signingKey: "x".repeat(31) }],
    ["no algorithm", { signingKey: OTHER }],
    ["the algorithm none", { signingAlgorithm: "none", signingKey: OTHER }],
    ["an algorithm without a key", { signingAlgorithm: "HS256" }],
    ["text where a PEM belongs", { signingAlgorithm: "RS256", signingKey: OTHER }],
    ["the project's secret with RS256", { signingAlgorithm: "RS256", signingKey: "project" }],
    [
      "an RSA key of 1024 bits",
      {
        signingAlgorithm: "RS256",
        signingKey: generateKeyPairSync("rsa", { modulusLength: 1024 })
          .privateKey.export({ type: "pkcs8", format: "pem" })
          .toString(),
      },
    ],
    [
      "a key of another curve",
      {
        signingAlgorithm: "ES256",
        signingKey: generateKeyPairSync("ec", { namedCurve: "P-384" })
          .privateKey.export({ type: "pkcs8", format: "pem" })
          .toString(),
      },
    ],
  ])("refuses %s, and never quotes the key", (_, input) => {
    const error = refusal(input);
    expect(error.code).toBe("TEMPLATE_SIGNING_KEY");
    if (input.signingKey && input.signingKey !== "project") {
      expect(JSON.stringify({ ...error, message: error.message })).not.toContain(input.signingKey);
    }
  });

  test("takes no role but an allowed literal under the project's secret, however it is named", () => {
    const bySecret = [
      { signingAlgorithm: "HS256", signingKey: "project" },
      { signingAlgorithm: "HS256", signingKey: SECRET },
      { signingAlgorithm: "HS512", signingKey: SECRET },
    ];
    for (const signing of bySecret) {
      for (const role of [
        "service_role",
        "postgres",
        "{{user.public_metadata.role}}",
        "{{'authenticated'}}",
        "authenticated{{user.first_name}}",
        null,
        ["authenticated"],
        1,
      ]) {
        expect(refusal({ ...signing, claims: { role } }), String(role)).toMatchObject({
          code: "TEMPLATE_ROLE",
          path: "role",
        });
      }
      for (const claims of [{ role: "authenticated" }, { role: "editor" }, { role: "anon" }, {}]) {
        expect(() => parseTemplate({ name: "t", claims, ...signing }, policy)).not.toThrow();
      }
    }
  });

  test("never allows service_role under the project's secret, even where it is listed", () => {
    const allowedRoles = ["authenticated", "service_role"];
    expect(() =>
      parseTemplate({ ...supabase, claims: { role: "service_role" } }, { ...policy, allowedRoles }),
    ).toThrow("must name its role literally, as one of authenticated");
  });

  test("lets a template of another key have what role it likes: the key ring decides there", () => {
    const claims = { role: "{{user.public_metadata.role}}" };
    expect(() => parseTemplate({ name: "t", claims }, policy)).not.toThrow();
    expect(() =>
      parseTemplate({ name: "t", claims, signingAlgorithm: "HS256", signingKey: OTHER }, policy),
    ).not.toThrow();
  });
});
