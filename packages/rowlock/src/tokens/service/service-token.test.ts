import { beforeAll, describe, expect, test } from "vitest";
import { generateInstanceKey, type InstanceKey, loadInstanceKey } from "../keys/instance-key.ts";
import { rotateInstanceKeys } from "../keys/instance-keys.ts";
import { signServiceToken, verifyServiceToken } from "../service/service-token.ts";
import { mintSessionToken } from "../session/mint-session-token.ts";

const ISSUER = "http://127.0.0.1:54331";
let first: InstanceKey;
let second: InstanceKey;
beforeAll(async () => {
  first = loadInstanceKey(await generateInstanceKey());
  second = loadInstanceKey(await generateInstanceKey());
});

function service(seconds = 1_000) {
  return {
    kind: "ticket",
    issuer: ISSUER,
    keys: { current: first, retired: [] },
    now: () => seconds * 1000,
  };
}

const ticket = () => signServiceToken({ ...service(), claims: { user: "user_1" }, lifetime: 60 });

describe("verifyServiceToken()", () => {
  test("gives the claims of a token of the same kind", async () => {
    expect(await verifyServiceToken(await ticket(), service())).toEqual({
      user: "user_1",
      iss: ISSUER,
      iat: 1_000,
      exp: 1_060,
    });
  });

  test("refuses another kind, another issuer, another key and a token that is over", async () => {
    const token = await ticket();
    const refused = (options: object) => verifyServiceToken(token, { ...service(), ...options });
    await expect(refused({ kind: "handshake" })).rejects.toMatchObject({ code: "TOKEN_KIND" });
    await expect(refused({ issuer: "http://x" })).rejects.toMatchObject({ code: "TOKEN_KIND" });
    await expect(refused({ keys: { current: second, retired: [] } })).rejects.toMatchObject({
      code: "TOKEN_UNKNOWN_KEY",
    });
    await expect(verifyServiceToken(token, service(1_059))).resolves.toBeDefined();
    await expect(verifyServiceToken(token, service(1_060))).rejects.toMatchObject({
      code: "TOKEN_EXPIRED",
    });
  });

  test("refuses a session token: it is signed with the same key, and is no ticket", async () => {
    const session = await mintSessionToken({
      userId: "user_1",
      session: {
        id: "sess_1",
        status: "active",
        firstFactorVerifiedAt: 0,
        secondFactorVerifiedAt: null,
      },
      issuer: ISSUER,
      instanceKey: first,
      supabaseIntegration: true,
      now: () => 1_000_000,
      random: (size) => new Uint8Array(size),
    });
    await expect(verifyServiceToken(session, service())).rejects.toMatchObject({
      code: "TOKEN_KIND",
    });
  });

  test("takes a retired key's tokens until its end", async () => {
    const token = await ticket();
    const keys = rotateInstanceKeys(service().keys, { key: second, validUntil: 1_030 });
    await expect(verifyServiceToken(token, { ...service(1_029), keys })).resolves.toBeDefined();
    await expect(verifyServiceToken(token, { ...service(1_030), keys })).rejects.toMatchObject({
      code: "TOKEN_UNKNOWN_KEY",
    });
  });

  test("refuses what was changed after signing", async () => {
    const [header, , signature] = (await ticket()).split(".");
    const payload = Buffer.from(JSON.stringify({ iss: ISSUER, exp: 9_999 })).toString("base64url");
    await expect(
      verifyServiceToken(`${header}.${payload}.${signature}`, service()),
    ).rejects.toMatchObject({ code: "TOKEN_SIGNATURE" });
  });
});
