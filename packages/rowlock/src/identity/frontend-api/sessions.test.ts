import { verifyToken } from "@clerk/backend";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestBrowser } from "../test/test-browser.ts";
import {
  APP_ORIGIN,
  PASSWORD,
  startTestIdentity,
  type TestIdentity,
} from "../test/test-identity.ts";

let it: TestIdentity;
let adaId = "";
beforeAll(async () => {
  it = await startTestIdentity({ settings: { single_session_mode: false } });
  adaId = (await it.identity.addUser({ emailAddress: "ada@example.com", password: PASSWORD })).id;
  await it.identity.addUser({ emailAddress: "grace@example.com", password: PASSWORD });
  await it.identity.declareTemplates([
    {
      name: "supabase",
      claims: {
        aud: "authenticated",
        role: "authenticated",
        email: "{{user.primary_email_address}}",
        app_metadata: {},
      },
      lifetime: 60,
      allowed_clock_skew: 5,
      signing_algorithm: "HS256",
      signing_key: "project",
    },
  ]);
});
afterAll(() => it.close());

function claimsOf(jwt: string) {
  return JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
}
async function signedIn(email = "ada@example.com"): Promise<{ browser: TestBrowser; id: string }> {
  const browser = it.browser();
  const { body } = await browser.signIn(email, PASSWORD);
  return { browser, id: body.response.created_session_id };
}
const tokens = (browser: TestBrowser, id: string, rest = "") =>
  browser.send(`/v1/client/sessions/${id}/tokens${rest}`, { method: "POST" });

describe("tokens", () => {
  test("a session token has Clerk's claims and passes the SDK's verifyToken", async () => {
    const { browser, id } = await signedIn();
    const { body } = await tokens(browser, id);
    expect(body.object).toBe("token");
    const claims = claimsOf(body.jwt);
    expect(claims).toMatchObject({
      azp: APP_ORIGIN,
      iss: "http://127.0.0.1:54399",
      sid: id,
      sts: "active",
      sub: adaId,
      role: "authenticated",
      fva: [0, -1],
      v: 2,
    });
    expect(claims.exp - claims.iat).toBe(60);
    const verified = await verifyToken(body.jwt, { jwtKey: it.keys.current.publicPem });
    expect(verified.sub).toBe(adaId);
  });

  test("a template token is filled in, and no token of a session", async () => {
    const { browser, id } = await signedIn();
    const { body } = await tokens(browser, id, "/supabase");
    const claims = claimsOf(body.jwt);
    expect(claims).toMatchObject({ email: "ada@example.com", sub: adaId, app_metadata: {} });
    expect(claims.sid).toBeUndefined();
    const missing = await tokens(browser, id, "/nothing");
    expect(missing.status).toBe(404);
    expect(missing.body.errors[0].long_message).toBe("No JWT template exists with name: nothing");
  });

  test("a template signed with the project's secret follows its rotation", async () => {
    const { browser, id } = await signedIn();
    const { createHmac } = await import("node:crypto");
    const signedWith = (jwt: string, secret: string) => {
      const [header, payload, signature] = jwt.split(".");
      const expected = createHmac("sha256", secret).update(`${header}.${payload}`);
      return expected.digest("base64url") === signature;
    };
    const before = (await tokens(browser, id, "/supabase")).body.jwt;
    expect(signedWith(before, it.projectSecrets[0]!)).toBe(true);
    it.projectSecrets = ["another project secret of thirty-two bytes", ...it.projectSecrets];
    const after = (await tokens(browser, id, "/supabase")).body.jwt;
    expect(signedWith(after, it.projectSecrets[0]!)).toBe(true);
  });

  test("a rotated instance key signs anew, and the old token verifies by JWKS until its end", async () => {
    const { browser, id } = await signedIn();
    const old = (await tokens(browser, id)).body.jwt;
    await it.rotateKey();
    const fresh = (await tokens(browser, id)).body.jwt;
    const { keys } = (await it.browser().send("/.well-known/jwks.json")).body;
    const kid = (jwt: string) =>
      JSON.parse(Buffer.from(jwt.split(".")[0] ?? "", "base64url").toString()).kid;
    expect(keys.map((key: { kid: string }) => key.kid)).toEqual([kid(fresh), kid(old)]);
    it.clock.now += 3_600_001;
    const later = (await it.browser().send("/.well-known/jwks.json")).body;
    expect(later.keys).toHaveLength(1);
  });

  test("somebody else's session gives no token", async () => {
    const { id } = await signedIn();
    const { browser } = await signedIn("grace@example.com");
    expect((await tokens(browser, id)).status).toBe(404);
    expect((await tokens(it.browser(), id)).status).toBe(401);
  });
});

describe("the end of a session", () => {
  test.each(["end", "remove"])("%s ends this session and no other", async (how) => {
    const browser = it.browser();
    const first = (await browser.signIn("ada@example.com", PASSWORD)).body;
    const second = (await browser.signIn("grace@example.com", PASSWORD)).body;
    const id = second.response.created_session_id;
    const ended = await browser.send(`/v1/client/sessions/${id}/${how}`, { method: "POST" });
    expect(ended.body.response).toMatchObject({ id, status: how === "end" ? "ended" : "removed" });
    expect(ended.body.client.sessions).toHaveLength(1);
    expect(ended.body.client.last_active_session_id).toBe(first.response.created_session_id);
    expect((await tokens(browser, id)).status).toBe(401);
    expect((await tokens(browser, first.response.created_session_id)).status).toBe(200);
  });

  test("signing out ends all sessions and keeps the client; a destroyed client loses its cookie", async () => {
    const { browser, id } = await signedIn();
    const out = await browser.send("/v1/client/sessions", { method: "DELETE" });
    expect(out.body.client).toMatchObject({ sessions: [], last_active_session_id: null });
    expect((await tokens(browser, id)).status).toBe(401);
    await browser.signIn("ada@example.com", PASSWORD);
    await browser.send("/v1/client", { method: "DELETE" });
    expect([...browser.cookies.keys()]).toEqual([]);
    expect((await browser.send("/v1/client")).body).toEqual({ response: null, client: null });
  });

  test("a revoked session and a banned user get no token from that moment", async () => {
    const first = await signedIn();
    await it.sdk.sessions.revokeSession(first.id);
    expect((await tokens(first.browser, first.id)).status).toBe(401);
    expect((await first.browser.send("/v1/client")).body.response.sessions).toEqual([]);
    const second = await signedIn();
    await it.sdk.users.banUser(adaId);
    expect((await tokens(second.browser, second.id)).status).toBe(401);
    expect((await it.browser().signIn("ada@example.com", PASSWORD)).body.errors[0].code).toBe(
      "user_banned",
    );
    await it.sdk.users.unbanUser(adaId);
    expect((await tokens(second.browser, second.id)).status).toBe(401);
    expect((await signedIn()).id).toMatch(/^sess_/);
  });

  test("a banned user gets no token even from a session that nobody ended", async () => {
    const { browser, id } = await signedIn();
    const client = new pg.Client({ connectionString: it.connectionString });
    await client.connect();
    await client.query("update users set banned = true where id = $1", [adaId]);
    expect((await tokens(browser, id)).status).toBe(401);
    expect((await browser.send("/v1/client")).body.response.sessions).toEqual([]);
    await client.query("update users set banned = false where id = $1", [adaId]);
    await client.end();
  });

  test("a session expires after seven days, whatever it does", async () => {
    const { browser, id } = await signedIn();
    it.clock.now += 7 * 86_400_000 - 1000;
    expect((await tokens(browser, id)).status).toBe(200);
    it.clock.now += 1000;
    expect((await tokens(browser, id)).status).toBe(401);
    expect((await browser.send("/v1/client")).body.response.sessions).toEqual([]);
  });

  test("with an inactivity limit only an idle session ends", async () => {
    await it.identity.changeSettings({ session: { inactivity_seconds: 600 } });
    const { browser, id } = await signedIn();
    for (let minutes = 0; minutes < 30; minutes += 5) {
      it.clock.now += 300_000;
      expect((await tokens(browser, id)).status).toBe(200);
    }
    it.clock.now += 600_000;
    expect((await tokens(browser, id)).status).toBe(401);
    await it.identity.changeSettings({ session: { inactivity_seconds: null } });
  });
});

describe("a session through time", () => {
  test("a restart of the service keeps everybody signed in", async () => {
    const { browser, id } = await signedIn();
    const again = await it.restart();
    const request = new Request(`http://localhost:54399/v1/client/sessions/${id}/tokens`, {
      method: "POST",
      headers: {
        Origin: APP_ORIGIN,
        Cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      },
    });
    expect((await again.fetch(request)).status).toBe(200);
  });

  test("touch switches between sessions and leaves the moment of signing in alone", async () => {
    const browser = it.browser();
    const first = (await browser.signIn("ada@example.com", PASSWORD)).body;
    const second = (await browser.signIn("grace@example.com", PASSWORD)).body;
    it.clock.now += 5_000;
    const id = first.response.created_session_id;
    const touched = await browser.send(`/v1/client/sessions/${id}/touch`, {
      method: "POST",
      form: { active_organization_id: "", intent: "select_session" },
    });
    expect(touched.body.client.last_active_session_id).toBe(id);
    // SDKs hold a token against this moment: it may not move here.
    expect(touched.body.client.updated_at).toBe(second.client.updated_at);
  });

  test("custom claims come into session tokens, and a token too large for a cookie is told", async () => {
    await it.identity.changeSettings({
      session_token_claims: { plan: "{{user.public_metadata.plan || 'free'}}" },
    });
    const { browser, id } = await signedIn();
    expect(claimsOf((await tokens(browser, id)).body.jwt).plan).toBe("free");
    await it.sdk.users.updateUserMetadata(adaId, { publicMetadata: { plan: "x".repeat(4000) } });
    await tokens(browser, id);
    expect(it.events).toContainEqual(
      expect.objectContaining({ kind: "large_session_token", userId: adaId }),
    );
    await expect(
      it.identity.changeSettings({ session_token_claims: { sub: "someone else" } }),
    ).rejects.toThrow(/reserved claim/);
    await it.identity.changeSettings({ session_token_claims: {} });
  });
});

describe("proving oneself again", () => {
  test("a password or a code renews the age of the first factor", async () => {
    const { browser, id } = await signedIn("grace@example.com");
    it.clock.now += 20 * 60_000;
    expect(claimsOf((await tokens(browser, id)).body.jwt).fva).toEqual([20, -1]);
    const verify = (step: string, form: Record<string, string>) =>
      browser.send(`/v1/client/sessions/${id}/verify${step}`, { method: "POST", form });
    const attemptPassword = (password: string) =>
      verify("/attempt_first_factor", { strategy: "password", password });
    expect((await attemptPassword(PASSWORD)).body.errors[0].code).toBe(
      "session_reverification_missing",
    );
    const begun = await verify("", { level: "first_factor" });
    expect(begun.body.response).toMatchObject({
      object: "session_reverification",
      status: "needs_first_factor",
    });
    expect((await attemptPassword("wrong guess")).body.errors[0].code).toBe(
      "form_password_incorrect",
    );
    expect((await attemptPassword(PASSWORD)).body.response.status).toBe("complete");
    expect(claimsOf((await tokens(browser, id)).body.jwt).fva).toEqual([0, -1]);
    await verify("", { level: "first_factor" });
    await verify("/prepare_first_factor", { strategy: "email_code" });
    const done = await verify("/attempt_first_factor", {
      strategy: "email_code",
      code: await it.newestCode("grace@example.com"),
    });
    expect(done.body.response.status).toBe("complete");
  });
});
