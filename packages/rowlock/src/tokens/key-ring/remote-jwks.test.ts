import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createRemoteJwks } from "./remote-jwks.ts";

const MINUTE = 60_000;
const jwk = (kid: string, more: object = {}) => ({
  ...generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" }),
  kid,
  ...more,
});
const first = jwk("first");
const second = jwk("second");

/** An issuer whose answer can be changed, and that counts how often it is asked. */
function issuer(keys: readonly (object | null)[]) {
  const state = {
    keys,
    asked: 0,
    now: 10 * 60 * MINUTE,
    answer: undefined as Response | undefined,
    failures: [] as string[],
  };
  const jwks = createRemoteJwks({
    url: "https://clerk.example.com/.well-known/jwks.json",
    now: () => state.now,
    onFailure: (reason) => state.failures.push(reason),
    fetch: async (url, init) => {
      expect(url).toBe("https://clerk.example.com/.well-known/jwks.json");
      expect(init.redirect).toBe("error");
      state.asked += 1;
      await Promise.resolve();
      return state.answer ?? Response.json({ keys: state.keys });
    },
  });
  return { state, jwks };
}

describe("createRemoteJwks()", () => {
  test("asks once for many at once, and keeps what it got", async () => {
    const { state, jwks } = issuer([first]);
    const found = await Promise.all(Array.from({ length: 20 }, () => jwks.find("first")));
    expect(found.every((key) => key?.type === "public")).toBe(true);
    expect(state.asked).toBe(1);
    state.now += 9 * MINUTE;
    await jwks.find("first");
    expect(state.asked).toBe(1);
    state.now += 2 * MINUTE;
    await jwks.find("first");
    expect(state.asked).toBe(2);
    expect(jwks.generation).toBe(1);
  });

  test("asks again for an unknown kid, but at most once in 30 seconds", async () => {
    const { state, jwks } = issuer([first]);
    await jwks.find("first");
    state.keys = [first, second];
    for (let attempt = 0; attempt < 100; attempt += 1) {
      expect(await jwks.find(attempt % 2 ? "second" : `unknown ${attempt}`)).toBeUndefined();
    }
    expect(state.asked).toBe(1);
    state.now += 30_000;
    expect(await jwks.find("second")).toBeDefined();
    expect(state.asked).toBe(2);
  });

  test("tells by its generation that a key was taken away", async () => {
    const { state, jwks } = issuer([first, second]);
    await jwks.find("first");
    const before = jwks.generation;
    state.keys = [second];
    state.now += 11 * MINUTE;
    expect(await jwks.find("first")).toBeUndefined();
    expect(jwks.generation).toBeGreaterThan(before);
  });

  test("goes on for an hour while the issuer fails, then gives nothing", async () => {
    const { state, jwks } = issuer([first]);
    await jwks.find("first");
    state.answer = new Response("down", { status: 503 });
    state.now += 59 * MINUTE;
    expect(await jwks.find("first")).toBeDefined();
    expect(state.failures).toEqual([
      "https://clerk.example.com/.well-known/jwks.json answered 503",
    ]);
    const before = jwks.generation;
    state.now += 2 * MINUTE;
    expect(await jwks.find("first")).toBeUndefined();
    expect(jwks.generation).toBeGreaterThan(before);
    state.now += 10_000;
    expect(await jwks.find("first")).toBeUndefined();
    state.answer = undefined;
    state.now += MINUTE;
    expect(await jwks.find("first")).toBeDefined();
  });

  test("gives nothing past the hour, also between two attempts", async () => {
    const { state, jwks } = issuer([first]);
    await jwks.find("first");
    state.answer = new Response("down", { status: 503 });
    state.now += 60 * MINUTE - 5_000;
    expect(await jwks.find("first")).toBeDefined();
    state.now += 10_000;
    expect(await jwks.find("first")).toBeUndefined();
    expect(state.asked).toBe(2);
  });

  test("takes no symmetric, encryption or unnamed key, and none past the 32nd", async () => {
    const { jwks } = issuer([
      { kty: "oct", k: "c2VjcmV0", kid: "oct" },
      jwk("enc", { use: "enc" }),
      { ...first, kid: undefined },
      { kty: "RSA", n: "x", kid: "broken" },
      null,
      ...Array.from({ length: 27 }, (_, index) => ({ ...first, kid: `many ${index}` })),
      { ...first, kid: "late" },
    ]);
    for (const kid of ["oct", "enc", "broken", "late"]) {
      expect(await jwks.find(kid), kid).toBeUndefined();
    }
    expect(await jwks.find("many 0")).toBeDefined();
  });

  test.each([
    ["an endless answer", () => new Response("x".repeat(70_000))],
    ["an answer that is no JSON", () => new Response("<html>")],
    ["an answer without keys", () => Response.json({})],
  ])("never rejects for %s", async (_, answer) => {
    const { state, jwks } = issuer([]);
    state.answer = answer();
    await expect(jwks.find("first")).resolves.toBeUndefined();
    expect(state.failures).toHaveLength(1);
  });

  test.each(["http://clerk.example.com/jwks", "file:///etc/passwd", "nonsense"])(
    "refuses the address %s",
    (url) => {
      const make = () =>
        createRemoteJwks({ url, now: Date.now, fetch: () => Promise.reject(new Error("asked")) });
      expect(make).toThrow(expect.objectContaining({ code: "TOKEN_KEY_INVALID" }));
    },
  );
});
