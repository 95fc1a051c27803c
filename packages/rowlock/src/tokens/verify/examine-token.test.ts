import { createSecretKey } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { createKeyRing, type KeyRing } from "../key-ring/key-ring.ts";
import { projectEntries } from "../key-ring/project-entries.ts";
import { generateInstanceKey, type InstanceKey, loadInstanceKey } from "../keys/instance-key.ts";
import { signToken } from "../sign/sign-token.ts";
import type { JsonObject } from "../verified-token.ts";
import { examineToken } from "./examine-token.ts";

const NOW = 1_700_000_000;
const ISSUER = "http://127.0.0.1:54331";
const SECRET = "a secret of the tests that is long enough";
let instance: InstanceKey;
let keys: KeyRing;

beforeAll(async () => {
  instance = loadInstanceKey(await generateInstanceKey());
  const identity = { issuer: ISSUER, keys: { current: instance, retired: [] } };
  keys = createKeyRing(
    projectEntries({ projectSecrets: [SECRET], allowedRoles: ["anon", "authenticated"], identity }),
  );
});

function examine(token: string) {
  return examineToken(token, { keys, anonRole: "anon", now: () => NOW * 1000 });
}

function signed(claims: JsonObject): Promise<string> {
  const key = createSecretKey(SECRET, "utf8");
  return signToken({ signingKey: { algorithm: "HS256", key }, claims });
}

async function resultsOf(token: string): Promise<Readonly<Record<string, string>>> {
  const { checks } = await examine(token);
  return Object.fromEntries(checks.map(({ name, result }) => [name, result]));
}

test("examineToken() goes on behind the first refusal", async () => {
  const token = await signed({ exp: NOW - 100, nbf: NOW + 100, role: "service_role" });
  expect(await resultsOf(token)).toEqual({
    form: "passed",
    signature: "passed",
    kind: "passed",
    exp: "failed",
    nbf: "failed",
    iat: "passed",
    aud: "passed",
    role: "failed",
  });
  expect((await examine(token)).refusal?.code).toBe("TOKEN_EXPIRED");
});

test("examineToken() says which key made a token, and what that may give", async () => {
  expect(await examine(await signed({ role: "authenticated", exp: NOW + 60 }))).toMatchObject({
    algorithm: "HS256",
    signedBy: "the project's JWT secret",
    mayGive: ["anon", "authenticated"],
    verified: { role: "authenticated" },
    refusal: null,
  });
});

test("examineToken() refuses what the verifier refuses: another issuer's key, a ticket, no token", async () => {
  const signingKey = { algorithm: "RS256", key: instance.privateKey, kid: instance.kid } as const;
  const foreign = await signToken({
    signingKey,
    claims: { iss: "http://elsewhere", exp: NOW + 60 },
  });
  expect(await resultsOf(foreign)).toMatchObject({ signature: "failed", kind: "skipped" });
  const ticket = await signToken({ signingKey, claims: { iss: ISSUER, exp: NOW + 60 } });
  expect(await resultsOf(ticket)).toMatchObject({ signature: "passed", kind: "failed" });
  const nothing = await examine("undefined");
  expect(nothing.checks).toEqual([expect.objectContaining({ name: "form", result: "failed" })]);
  for (const token of [foreign, ticket, "undefined"]) {
    expect((await examine(token)).verified).toBeNull();
  }
});
