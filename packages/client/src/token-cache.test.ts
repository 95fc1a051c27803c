import { describe, expect, test } from "vitest";
import { claimsOf } from "../test/jwt.ts";
import { createTestSession } from "../test/test-session.ts";
import type { ClerkSession, CurrentSession } from "./clerk-session.ts";
import { createTokenCache } from "./token-cache.ts";

function setUp({ template }: { template?: string } = {}) {
  const clock = { seconds: 1_800_000_000 };
  const now = () => clock.seconds;
  const ada = createTestSession({ id: "sess_ada", user: "user_ada", now });
  const grace = createTestSession({ id: "sess_grace", user: "user_grace", now });
  const current: { session: CurrentSession } = { session: ada };
  const tokens = createTokenCache({
    session: () => current.session,
    template,
    now: () => clock.seconds * 1000,
  });
  return { clock, ada, grace, current, tokens };
}

describe("createTokenCache()", () => {
  test("asks Clerk once for many requests, one after another or at once", async () => {
    const { tokens, ada } = setUp();
    const together = await Promise.all(Array.from({ length: 50 }, () => tokens.get()));
    const later = await tokens.get();
    expect(new Set([...together, later]).size).toBe(1);
    expect(ada.calls).toHaveLength(1);
  });

  test("asks for the template, or for the session token without one", async () => {
    const withTemplate = setUp({ template: "supabase" });
    await withTemplate.tokens.get();
    expect(withTemplate.ada.calls).toEqual([{ template: "supabase", skipCache: false }]);
    const native = setUp();
    await native.tokens.get();
    expect(native.ada.calls[0]?.template).toBeUndefined();
  });

  test("keeps a token until ten seconds before its end, to the second", async () => {
    const { tokens, ada, clock } = setUp();
    const first = await tokens.get();
    clock.seconds += 49;
    expect(await tokens.get()).toBe(first);
    clock.seconds += 1;
    expect(await tokens.get()).not.toBe(first);
    expect(ada.calls).toHaveLength(2);
  });

  test("gives null when nobody is signed in, and forgets the last token", async () => {
    const { tokens, ada, current } = setUp();
    await tokens.get();
    current.session = null;
    expect(await tokens.get()).toBeNull();
    expect(tokens.peek()).toBeUndefined();
    current.session = ada;
    await tokens.get();
    expect(ada.calls).toHaveLength(2);
  });

  test("keeps no token that was given while the organization was on its way to Clerk's server", async () => {
    const { tokens, ada } = setUp({ template: "supabase" });
    ada.updatedAt = new Date(1);
    await tokens.get();
    ada.lastActiveOrganizationId = "org_1";
    const between = await tokens.get();
    expect(await tokens.get()).toBe(between);
    ada.updatedAt = new Date(2);
    expect(await tokens.get()).not.toBe(between);
    expect(ada.calls.map(({ skipCache }) => skipCache)).toEqual([false, false, true]);
    ada.updatedAt = new Date(3);
    await tokens.get();
    expect(ada.calls).toHaveLength(3);
  });

  test("does not keep a null that Clerk gave", async () => {
    let calls = 0;
    const session: ClerkSession = {
      id: "sess",
      async getToken() {
        calls += 1;
        return null;
      },
    };
    const tokens = createTokenCache({ session, now: Date.now });
    expect([await tokens.get(), await tokens.get()]).toEqual([null, null]);
    expect(calls).toBe(2);
  });

  test("drops the token when another session or another organization is active", async () => {
    const { tokens, ada, grace, current } = setUp();
    const first = await tokens.get();
    ada.lastActiveOrganizationId = "org_1";
    const inOrganization = await tokens.get();
    expect(inOrganization).not.toBe(first);
    current.session = grace;
    expect(claimsOf((await tokens.get()) ?? "").sub).toBe("user_grace");
    current.session = ada;
    expect(await tokens.get()).not.toBe(inOrganization);
  });

  test("gives a token that arrives after a switch only to those who asked for it", async () => {
    const { tokens, grace, current } = setUp();
    const adas = tokens.get();
    current.session = grace;
    const graces = tokens.get();
    expect(claimsOf((await adas) ?? "").sub).toBe("user_ada");
    expect(claimsOf((await graces) ?? "").sub).toBe("user_grace");
    expect(claimsOf((await tokens.get()) ?? "").sub).toBe("user_grace");
  });

  test("passes on why Clerk gave no token, and asks again next time", async () => {
    let healthy = false;
    const session: ClerkSession = {
      id: "sess",
      async getToken() {
        if (!healthy) throw new Error("Not Found");
        return "token";
      },
    };
    const tokens = createTokenCache({ session, template: "supabase", now: Date.now });
    const failure = tokens.get();
    await expect(failure).rejects.toThrow('Clerk gave no token for template "supabase": Not Found');
    await expect(failure).rejects.toMatchObject({
      name: "ClerkSupabaseError",
      code: "TOKEN_FAILED",
      cause: { message: "Not Found" },
    });
    healthy = true;
    expect(await tokens.get()).toBe("token");
  });

  test("does not wait for ever behind a fetch that hangs", async () => {
    const clock = { seconds: 0 };
    let calls = 0;
    const session: ClerkSession = {
      id: "sess",
      getToken: () => (++calls === 1 ? new Promise(() => {}) : Promise.resolve("token")),
    };
    const tokens = createTokenCache({ session, now: () => clock.seconds * 1000 });
    void tokens.get();
    clock.seconds += 60;
    expect(await tokens.get()).toBe("token");
  });

  test("renews a refused token once for all who hold it, past Clerk's own cache", async () => {
    const { tokens, ada } = setUp();
    const first = await tokens.get();
    const refused = tokens.peek();
    const fresh = await Promise.all([
      tokens.get(refused),
      tokens.get(refused),
      tokens.get(refused),
    ]);
    expect(new Set(fresh).size).toBe(1);
    expect(fresh[0]).not.toBe(first);
    expect(ada.calls.map((call) => call.skipCache)).toEqual([false, true]);
  });

  test("does not renew for another session", async () => {
    const { tokens, grace, current } = setUp();
    await tokens.get();
    const refused = tokens.peek();
    current.session = grace;
    expect(await tokens.get(refused)).toBeNull();
    current.session = null;
    expect(await tokens.get(refused)).toBeNull();
    expect(grace.calls).toHaveLength(0);
  });
});
