import { verifyToken } from "@clerk/backend";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  PASSWORD,
  SECRET_KEY,
  startTestIdentity,
  type TestIdentity,
} from "../test/test-identity.ts";

let it: TestIdentity;
let userId = "";
beforeAll(async () => {
  it = await startTestIdentity();
  userId = (await it.identity.addUser({ emailAddress: "ada@example.com", password: PASSWORD })).id;
});
afterAll(() => it.close());

const status = (promise: Promise<unknown>) =>
  promise.then(
    () => 200,
    (error: { status: number }) => error.status,
  );
function claimsOf(jwt: string) {
  return JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
}

describe("sessions", () => {
  test("are made, listed, read and revoked", async () => {
    const made = await it.sdk.sessions.createSession({ userId });
    expect(made).toMatchObject({ userId, status: "active" });
    const browser = it.browser();
    const { body } = await browser.signIn("ada@example.com", PASSWORD);
    const own = await it.sdk.sessions.getSession(body.response.created_session_id);
    expect(own.latestActivity).toMatchObject({ browserName: "Chrome", deviceType: "Linux" });
    const list = await it.sdk.sessions.getSessionList({ userId, status: "active" });
    expect(list.totalCount).toBe(2);
    const byClient = await it.sdk.sessions.getSessionList({ clientId: own.clientId });
    expect(byClient.data.map(({ id }) => id)).toEqual([own.id]);
    expect((await it.sdk.sessions.revokeSession(made.id)).status).toBe("revoked");
    expect((await it.sdk.sessions.getSession(made.id)).status).toBe("revoked");
    expect((await it.sdk.sessions.getSessionList({ userId, status: "revoked" })).totalCount).toBe(
      1,
    );
    expect(await status(it.sdk.sessions.getSession("sess_none"))).toBe(404);
    expect(await status(it.sdk.sessions.createSession({ userId: "user_none" }))).toBe(404);
  });

  test("give tokens with a life of choice, plain and of a template", async () => {
    const { id } = await it.sdk.sessions.createSession({ userId });
    const template = await it.sdk.jwtTemplates.create({
      name: "mine",
      claims: { who: "{{user.id}}" },
    });
    const plain = await it.sdk.sessions.getToken(id);
    expect(claimsOf(plain.jwt).exp - claimsOf(plain.jwt).iat).toBe(60);
    const long = await it.sdk.sessions.getToken(id, undefined, 300);
    expect(claimsOf(long.jwt).exp - claimsOf(long.jwt).iat).toBe(300);
    const filled = await it.sdk.sessions.getToken(id, "mine", 120);
    expect(claimsOf(filled.jwt)).toMatchObject({ who: userId, sub: userId });
    expect(claimsOf(filled.jwt).exp - claimsOf(filled.jwt).iat).toBe(120);
    expect(await status(it.sdk.sessions.getToken(id, "none"))).toBe(404);
    expect(await status(it.sdk.sessions.getToken(id, undefined, 1))).toBe(422);
    await it.sdk.sessions.revokeSession(id);
    expect(await status(it.sdk.sessions.getToken(id))).toBe(401);
    await it.sdk.jwtTemplates.delete(template.id);
  });

  test("a session token is verified by its session, by its client, and by JWKS over HTTP", async () => {
    const browser = it.browser();
    const { body } = await browser.signIn("ada@example.com", PASSWORD);
    const [session] = body.client.sessions;
    const token = session.last_active_token.jwt;
    expect((await it.sdk.sessions.verifySession(session.id, token)).id).toBe(session.id);
    expect((await it.sdk.clients.verifyClient(token)).lastActiveSessionId).toBe(session.id);
    const { keys } = await it.sdk.jwks.getJwks();
    expect(keys).toHaveLength(1);
    // Without a jwtKey the SDK asks the service for its keys.
    const claims = await verifyToken(token, { secretKey: SECRET_KEY, apiUrl: it.url });
    expect(claims.sid).toBe(session.id);
    const other = await it.sdk.sessions.createSession({ userId });
    expect(await status(it.sdk.sessions.verifySession(other.id, token))).toBe(401);
    expect(await status(it.sdk.clients.verifyClient(`${token}x`))).toBe(401);
  });

  test("clients are listed and read", async () => {
    const list = await it.sdk.clients.getClientList({ limit: 2 });
    expect(list.data).toHaveLength(2);
    const client = await it.sdk.clients.getClient(list.data[0]!.id);
    expect(client.id).toBe(list.data[0]!.id);
    expect(await status(it.sdk.clients.getClient("client_none"))).toBe(404);
  });
});

describe("JWT templates", () => {
  test("are made, listed, read, changed and deleted; a signing key never comes back", async () => {
    const made = await it.sdk.jwtTemplates.create({
      name: "hasura",
      claims: { aud: "x", nested: { email: "{{user.primary_email_address}}" } },
      lifetime: 120,
      allowedClockSkew: 10,
      customSigningKey: true,
      signingAlgorithm: "HS256",
      signingKey: "a signing key of its own, thirty-two bytes long",
    });
    expect(made).toMatchObject({
      name: "hasura",
      lifetime: 120,
      allowedClockSkew: 10,
      customSigningKey: true,
      signingAlgorithm: "HS256",
    });
    expect(JSON.stringify(made)).not.toContain("a signing key");
    const read = await it.sdk.jwtTemplates.get(made.id);
    expect(read.claims).toEqual({ aud: "x", nested: { email: "{{user.primary_email_address}}" } });
    const changed = await it.sdk.jwtTemplates.update({
      templateId: made.id,
      name: "hasura2",
      claims: { role: "{{user.public_metadata.role}}" },
    });
    expect(changed).toMatchObject({ name: "hasura2", customSigningKey: true });
    expect((await it.sdk.jwtTemplates.list()).data.map(({ name }) => name)).toEqual(["hasura2"]);
    const { id: session } = await it.sdk.sessions.createSession({ userId });
    await it.sdk.sessions.getToken(session, "hasura2");
    await it.sdk.jwtTemplates.update({
      templateId: made.id,
      name: "hasura2",
      claims: { fresh: 1 },
    });
    expect(claimsOf((await it.sdk.sessions.getToken(session, "hasura2")).jwt).fresh).toBe(1);
    await it.sdk.jwtTemplates.delete(made.id);
    expect((await it.sdk.jwtTemplates.list()).totalCount).toBe(0);
  });

  test.each<[string, object, string]>([
    ["a reserved claim", { claims: { sub: "x" } }, "jwt_template_reserved_claim"],
    ["a shortcode that is not closed", { claims: { a: "{{user.id" } }, "form_param_value_invalid"],
    ["a life too short", { lifetime: 1 }, "form_param_value_invalid"],
    ["a name with a space", { name: "a b" }, "form_param_value_invalid"],
    [
      "a key too short",
      { customSigningKey: true, signingAlgorithm: "HS256", signingKey: "short" },
      "form_param_value_invalid",
    ],
    [
      "the project's secret with service_role",
      {
        customSigningKey: true,
        signingAlgorithm: "HS256",
        signingKey: "project",
        claims: { role: "service_role" },
      },
      "form_param_value_invalid",
    ],
    [
      "the project's secret, spelt out, with a role from metadata",
      {
        customSigningKey: true,
        signingAlgorithm: "HS256",
        signingKey: "a project secret of more than thirty-two bytes",
        claims: { role: "{{user.unsafe_metadata.role}}" },
      },
      "form_param_value_invalid",
    ],
  ])("%s is refused, and the refusal says why", async (_name, change, code) => {
    const refused = await it.sdk.jwtTemplates
      .create({ name: "bad", claims: { a: 1 }, ...change })
      .catch((error) => error);
    expect(refused.errors[0].code).toBe(code);
    expect(refused.errors[0].longMessage.length).toBeGreaterThan(20);
    expect(JSON.stringify(refused.errors)).not.toContain("a project secret");
    expect((await it.sdk.jwtTemplates.list()).totalCount).toBe(0);
  });

  test("a declared template is read-only, and goes when the file declares it no more", async () => {
    const declared = {
      name: "supabase",
      claims: { role: "authenticated" },
      lifetime: 60,
      allowed_clock_skew: 5,
      signing_algorithm: "HS256",
      signing_key: "project",
    };
    await it.identity.declareTemplates([declared]);
    const [template] = (await it.sdk.jwtTemplates.list()).data;
    const change = { templateId: template!.id, name: "supabase", claims: {} };
    expect(await status(it.sdk.jwtTemplates.update(change))).toBe(403);
    expect(await status(it.sdk.jwtTemplates.delete(template!.id))).toBe(403);
    await it.identity.declareTemplates([{ ...declared, lifetime: 90 }]);
    expect((await it.sdk.jwtTemplates.get(template!.id)).lifetime).toBe(90);
    await it.identity.declareTemplates([]);
    expect((await it.sdk.jwtTemplates.list()).totalCount).toBe(0);
    await expect(
      it.identity.declareTemplates([{ ...declared, claims: { role: "service_role" } }]),
    ).rejects.toMatchObject({ code: "TEMPLATE_REFUSED" });
  });

  test("a secret that becomes a template's own key stops it from giving roles", async () => {
    const own = "this key was the template's before it was the project's";
    const template = await it.sdk.jwtTemplates.create({
      name: "sly",
      claims: { role: "{{user.unsafe_metadata.role}}" },
      customSigningKey: true,
      signingAlgorithm: "HS256",
      signingKey: own,
    });
    const { id } = await it.sdk.sessions.createSession({ userId });
    expect(await status(it.sdk.sessions.getToken(id, "sly"))).toBe(200);
    const before = it.projectSecrets;
    it.projectSecrets = [own, ...before];
    expect(await status(it.sdk.sessions.getToken(id, "sly"))).toBe(422);
    expect(it.events.some(({ kind }) => kind === "template_refused")).toBe(true);
    it.projectSecrets = before;
    await it.sdk.jwtTemplates.delete(template.id);
  });
});

describe("tickets and testing tokens", () => {
  test("sign-in and actor tokens are made and revoked, once", async () => {
    const token = await it.sdk.signInTokens.createSignInToken({ userId, expiresInSeconds: 60 });
    expect(token.url).toContain("http://localhost:54399/v1/tickets/accept?ticket=");
    expect((await it.sdk.signInTokens.revokeSignInToken(token.id)).status).toBe("revoked");
    expect(await status(it.sdk.signInTokens.revokeSignInToken(token.id))).toBe(400);
    const actor = await it.sdk.actorTokens.create({ userId, actor: { sub: "user_x" } });
    expect(actor.actor).toEqual({ sub: "user_x" });
    expect((await it.sdk.actorTokens.revoke(actor.id)).status).toBe("revoked");
    expect(await status(it.sdk.actorTokens.create({ userId, actor: {} as { sub: string } }))).toBe(
      422,
    );
    const testing = await it.sdk.testingTokens.createTestingToken();
    expect(testing.token.length).toBeGreaterThan(20);
  });
});
