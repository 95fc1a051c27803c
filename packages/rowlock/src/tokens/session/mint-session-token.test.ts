// Session tokens are held against Clerk's own SDK: what verifies them, and what reads them.
import { verifyToken } from "@clerk/backend";
import { signedInAuthObject } from "@clerk/backend/internal";
import fc from "fast-check";
import { decodeProtectedHeader, jwtVerify } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { generateInstanceKey, type InstanceKey, loadInstanceKey } from "../keys/instance-key.ts";
import { jwksDocument } from "../keys/instance-keys.ts";
import { TemplateError } from "../templates/template-error.ts";
import type { JsonObject } from "../verified-token.ts";
import {
  type MintSessionTokenOptions,
  mintSessionToken,
  parseSessionClaims,
} from "./mint-session-token.ts";
import { organizationClaims } from "./organization-claim.ts";

const now = Date.now();
const iat = Math.floor(now / 1000);

let instanceKey: InstanceKey;
beforeAll(async () => {
  instanceKey = loadInstanceKey(await generateInstanceKey());
});

function mint(more: Partial<MintSessionTokenOptions> = {}): Promise<string> {
  return mintSessionToken({
    userId: "user_ada",
    session: {
      id: "sess_1",
      status: "active",
      firstFactorVerifiedAt: now - 7 * 60_000 - 1,
      secondFactorVerifiedAt: null,
    },
    issuer: "http://127.0.0.1:54331",
    authorizedParty: "http://localhost:3000",
    instanceKey,
    supabaseIntegration: true,
    now: () => now,
    random: (size) => new Uint8Array(size).fill(1),
    ...more,
  });
}

/** What `auth()` would say of these claims. */
function authObjectOf(claims: JsonObject) {
  return signedInAuthObject({} as never, "token", claims as never);
}

async function claimsOf(token: string): Promise<JsonObject> {
  return (await jwtVerify(token, instanceKey.publicKey)).payload as JsonObject;
}

describe("mintSessionToken()", () => {
  test("writes version 2, with the role of the Supabase integration", async () => {
    const token = await mint();
    expect(decodeProtectedHeader(token)).toEqual({
      alg: "RS256",
      kid: instanceKey.kid,
      typ: "JWT",
      cat: "cl_B7d4PD111AAA",
      oiat: iat,
    });
    expect(await claimsOf(token)).toEqual({
      azp: "http://localhost:3000",
      exp: iat + 60,
      fva: [7, -1],
      iat,
      iss: "http://127.0.0.1:54331",
      jti: "01".repeat(10),
      nbf: iat - 10,
      role: "authenticated",
      sid: "sess_1",
      sts: "active",
      sub: "user_ada",
      v: 2,
    });
  });

  test("is verified by Clerk's SDK, by jwtKey", async () => {
    const token = await mint();
    const claims = await verifyToken(token, { jwtKey: instanceKey.publicPem });
    expect(claims).toMatchObject({ sub: "user_ada", sid: "sess_1" });
    const other = loadInstanceKey(await generateInstanceKey());
    await expect(verifyToken(token, { jwtKey: other.publicPem })).rejects.toThrow();
  });

  test("tells the SDK the organization, the role and every permission", async () => {
    const permissions = ["org:invoices:create", "org:invoices:read", "org:reports:read"];
    const token = await mint({
      organization: {
        id: "org_1",
        slug: "acme",
        role: "org:admin",
        permissions: [...permissions, "org:sys_memberships:read"],
      },
    });
    const claims = await claimsOf(token);
    expect(claims).toMatchObject({
      o: { id: "org_1", slg: "acme", rol: "admin", per: "create,read", fpm: "3,2" },
      fea: "o:invoices,o:reports",
    });
    expect(authObjectOf(claims)).toMatchObject({
      orgId: "org_1",
      orgSlug: "acme",
      orgRole: "org:admin",
      orgPermissions: permissions,
      factorVerificationAge: [7, -1],
      sessionStatus: "active",
    });
  });

  test("writes any set of permissions so that the SDK reads the same set", () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,5}$/).filter((text) => !/^sys_/.test(text));
    const permission = fc.tuple(word, word).map(([feature, action]) => `org:${feature}:${action}`);
    fc.assert(
      fc.property(fc.uniqueArray(permission, { maxLength: 80 }), (permissions) => {
        const claims = organizationClaims({ id: "org_1", role: "org:member", permissions });
        const read = authObjectOf({ v: 2, ...claims }).orgPermissions ?? [];
        expect([...read].sort()).toEqual([...permissions].sort());
      }),
      { numRuns: 60 },
    );
  });

  test("carries the actor, the second factor's age and a pending status", async () => {
    const actor = { sub: "user_boss", iss: "https://dashboard.example" };
    const session = {
      id: "sess_1",
      status: "pending",
      firstFactorVerifiedAt: now + 5_000,
      secondFactorVerifiedAt: now - 120_000,
      actor,
    } as const;
    expect(await claimsOf(await mint({ session }))).toMatchObject({
      act: actor,
      fva: [0, 2],
      sts: "pending",
    });
  });

  test("adds custom claims; a role of theirs wins, and none is there without the integration", async () => {
    const custom = {
      claims: parseSessionClaims({ metadata: "{{user.public_metadata}}", role: "editor" }),
      subject: { user: { public_metadata: { a: 1 } } },
    };
    expect(await claimsOf(await mint({ custom }))).toMatchObject({
      metadata: { a: 1 },
      role: "editor",
    });
    expect(await claimsOf(await mint({ supabaseIntegration: false }))).not.toHaveProperty("role");
  });
});

test.each([..."azp exp fva iat iss jti nbf sid sub v o sts pla fea act".split(" ")])(
  "parseSessionClaims() refuses the reserved claim %s",
  (name) => {
    expect(() => parseSessionClaims({ [name]: "x" })).toThrow(TemplateError);
  },
);

test("jwksDocument() publishes what still verifies, the signing key first", async () => {
  const older = loadInstanceKey(await generateInstanceKey());
  const keys = { current: instanceKey, retired: [{ key: older, validUntil: 100 }] };
  expect(jwksDocument(keys, 99).keys.map(({ kid }) => kid)).toEqual([instanceKey.kid, older.kid]);
  expect(jwksDocument(keys, 100).keys.map(({ kid }) => kid)).toEqual([instanceKey.kid]);
  expect(JSON.stringify(jwksDocument(keys, 99))).not.toMatch(/"(d|p|q|dp|dq|qi)":/);
});
