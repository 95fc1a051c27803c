// The API port with a Data API that only says who asked: what is tested here is who that is.
import { createHmac, randomBytes } from "node:crypto";
import { get } from "node:http";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Listener, listen } from "../http/listen.ts";
import { headersOf } from "../http/request-headers.ts";
import type { RequestLogEntry } from "../http/request-log.ts";
import { createKeyRing } from "../tokens/key-ring/key-ring.ts";
import { projectEntries } from "../tokens/key-ring/project-entries.ts";
import { generateOpaqueKey, generateProjectSecret, signApiKey } from "../tokens/keys/api-keys.ts";
import { TokenError } from "../tokens/token-error.ts";
import { createTokenVerifier } from "../tokens/verify/token-verifier.ts";
import { type ApiKeys, createApiKeyTable } from "./api-key-table.ts";
import { createAuthenticator } from "./authenticator.ts";
import { createGateway, type Gateway } from "./gateway.ts";

const random = (size: number) => randomBytes(size);
const projectSecret = generateProjectSecret(random);
const issuedAt = Math.floor(Date.now() / 1000);
let keys: ApiKeys;
let gateway: Gateway;
let seen: Request | undefined;
const told: string[] = [];

async function newKeys(): Promise<ApiKeys> {
  return {
    anonKey: await signApiKey({ projectSecret, role: "anon", issuedAt }),
    serviceRoleKey: await signApiKey({ projectSecret, role: "service_role", issuedAt }),
    publishableKey: generateOpaqueKey("publishable", random),
    secretKey: generateOpaqueKey("secret", random),
  };
}

beforeAll(async () => {
  keys = await newKeys();
  const apiKeys = createApiKeyTable(() => keys);
  const verifier = createTokenVerifier({
    keys: createKeyRing(
      projectEntries({ projectSecrets: [projectSecret], allowedRoles: ["anon", "authenticated"] }),
    ),
    anonRole: "anon",
    now: Date.now,
  });
  const authenticate = createAuthenticator({ verifier, apiKeys });
  gateway = createGateway({
    apiKeys,
    addresses: { clerk: "http://localhost:54331", studio: "http://localhost:54323" },
    onAbsentService: (words) => told.push(words),
    dataApi: {
      async fetch(request) {
        seen = request;
        try {
          const { role, claims } = await authenticate(request);
          return Response.json([{ role, sub: claims.sub ?? null }], {
            headers: { "set-cookie": "a=b", "access-control-allow-credentials": "true" },
          });
        } catch (error) {
          if (!(error instanceof TokenError)) throw error;
          return Response.json({ code: error.code }, { status: 401 });
        }
      },
    },
  });
});

function userToken(claims: object = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${part({ alg: "HS256", typ: "JWT" })}.${part({ role: "authenticated", sub: "user_1", ...claims })}`;
  return `${input}.${createHmac("sha256", projectSecret).update(input).digest("base64url")}`;
}

async function ask(headers: Record<string, string | undefined>, path = "/rest/v1/tasks") {
  const given = Object.entries(headers).filter((pair): pair is [string, string] => !!pair[1]);
  const response = await gateway.fetch(
    new Request(`http://localhost:54321${path}`, { headers: given }),
  );
  // What comes back is looked at field by field.
  // biome-ignore lint/suspicious/noExplicitAny: a body of any form
  const body: any = await response.json();
  return { status: response.status, headers: response.headers, body };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const who = async (headers: Record<string, string | undefined>, path?: string) =>
  (await ask(headers, path)).body[0]?.role;

describe("who asks", () => {
  test("nobody: anon", async () => {
    expect(await who({})).toBe("anon");
  });

  test("an API key, in each form and place", async () => {
    expect(await who({ apikey: keys.anonKey })).toBe("anon");
    expect(await who({ apikey: keys.publishableKey })).toBe("anon");
    expect(await who({ apikey: keys.serviceRoleKey })).toBe("service_role");
    expect(await who({ apikey: keys.secretKey })).toBe("service_role");
    expect(await who(bearer(keys.publishableKey))).toBe("anon");
    expect(await who(bearer(keys.secretKey))).toBe("service_role");
    expect(await who(bearer(keys.serviceRoleKey))).toBe("service_role");
    expect(await who({ apikey: keys.secretKey, ...bearer(keys.secretKey) })).toBe("service_role");
  });

  test("a user's token wins over any API key", async () => {
    for (const apikey of [undefined, ...Object.values(keys)]) {
      expect((await ask({ apikey, ...bearer(userToken()) })).body).toEqual([
        { role: "authenticated", sub: "user_1" },
      ]);
    }
  });

  test("a bad token is refused, whatever key comes with it", async () => {
    for (const token of ["undefined", "null", `${userToken()}x`, userToken({ exp: 1 })]) {
      for (const apikey of [undefined, keys.anonKey, keys.secretKey]) {
        expect((await ask({ apikey, ...bearer(token) })).status).toBe(401);
      }
    }
    expect((await ask({ apikey: keys.secretKey, authorization: "Bearer" })).status).toBe(401);
  });

  test("another scheme in Authorization counts as nothing", async () => {
    expect(await who({ apikey: keys.anonKey, authorization: "Basic YTpi" })).toBe("anon");
  });

  test("a key in the query, which the Data API does not see as a filter", async () => {
    const path = `/rest/v1/tasks?select=id&apikey=${keys.secretKey}&name=eq.a%26b`;
    expect(await who({}, path)).toBe("service_role");
    expect(seen?.url).toBe("http://localhost:54321/rest/v1/tasks?select=id&name=eq.a%26b");
    expect(await who({ apikey: keys.anonKey }, path)).toBe("anon");
    expect((await ask({}, "/rest/v1/tasks?apikey=wrong")).status).toBe(401);
  });
});

describe("keys that are refused", () => {
  test.each([
    ["a word", "wrong", "Double check"],
    ["an unset variable", "undefined", "environment variable is not set"],
    ["a user's token in apikey", userToken(), "Double check"],
    ["an opaque key of another project", generateOpaqueKey("secret", random), "Double check"],
    ["a cut opaque key", "sb_publishable_abc", "cut off or mistyped"],
  ])("%s, without saying the key", async (_, key, hint) => {
    for (const headers of [
      { apikey: key },
      key.startsWith("sb_") ? bearer(key) : { apikey: key },
    ]) {
      const { status, body } = await ask(headers);
      expect(status).toBe(401);
      expect(body).toEqual({ message: "Invalid API key", hint: expect.stringContaining(hint) });
      if (key.length > 10) expect(JSON.stringify(body)).not.toContain(key);
    }
  });

  test("an API key signed with another secret", async () => {
    const other = await signApiKey({
      projectSecret: generateProjectSecret(random),
      role: "service_role",
      issuedAt,
    });
    expect((await ask({ apikey: other })).status).toBe(401);
    expect((await ask(bearer(other))).status).toBe(401);
  });

  test("a secret key from a browser, while a publishable one is fine there", async () => {
    for (const browser of [
      { "user-agent": "Mozilla/5.0 (X11; Linux x86_64)" },
      { origin: "http://localhost:3000" },
      { "sec-fetch-site": "same-origin" },
    ]) {
      for (const headers of [{ apikey: keys.secretKey }, bearer(keys.secretKey)]) {
        const { status, body } = await ask({ ...browser, ...headers });
        expect(status).toBe(401);
        expect(body.message).toBe("Forbidden use of secret API key in browser");
        expect(JSON.stringify(body)).not.toContain(keys.secretKey);
      }
      expect(await who({ ...browser, apikey: keys.publishableKey })).toBe("anon");
    }
  });

  test("a key that was rotated away, at once", async () => {
    const old = keys;
    keys = await newKeys();
    expect((await ask({ apikey: old.secretKey })).status).toBe(401);
    expect(await who({ apikey: keys.secretKey })).toBe("service_role");
    keys = old;
    expect(await who({ apikey: keys.secretKey })).toBe("service_role");
  });
});

describe("pages of every origin", () => {
  test("may ask first, and are let in without credentials", async () => {
    const preflight = await gateway.fetch(
      new Request("http://localhost:54321/rest/v1/tasks", {
        method: "OPTIONS",
        headers: {
          origin: "https://app.example.com",
          "access-control-request-method": "PATCH",
          "access-control-request-headers": "apikey,authorization,x-client-info",
        },
      }),
    );
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-headers": "apikey,authorization,x-client-info",
      "access-control-allow-methods": expect.stringContaining("PATCH"),
    });
    expect(preflight.headers.has("access-control-allow-credentials")).toBe(false);
  });

  test("get no cookie, give none, and read what supabase-js reads", async () => {
    const { headers } = await ask({
      origin: "https://app.example.com",
      cookie: "__session=secret",
      apikey: keys.anonKey,
    });
    expect(seen && headersOf(seen).has("cookie")).toBe(false);
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-expose-headers")).toContain("Content-Range");
    expect(headers.has("access-control-allow-credentials")).toBe(false);
    expect(headers.has("set-cookie")).toBe(false);
  });

  test("see refusals too, instead of an opaque network error", async () => {
    const refused = await ask({ origin: "https://app.example.com", apikey: "wrong" });
    expect(refused.headers.get("access-control-allow-origin")).toBe("*");
  });
});

describe("everything else", () => {
  test.each(["auth", "storage", "realtime", "functions", "graphql"])(
    "/%s/v1 says plainly that it is not here (storage and realtime: that they are switched off)",
    async (service) => {
      const { status, body } = await ask({}, `/${service}/v1/anything?x=1`);
      expect(status).toBe(501);
      expect(body).toMatchObject({ code: "SERVICE_ABSENT", hint: expect.any(String) });
    },
  );

  test("/auth names Clerk and where it answers", async () => {
    const { body } = await ask({}, "/auth/v1/token");
    expect(`${body.message} ${body.hint}`).toMatch(/Clerk.*http:\/\/localhost:54331/);
  });

  test.each([
    "/",
    "/rest",
    "/rest/v1x",
    "/rest/v2/tasks",
    "/constructor",
    "//rest/v1/tasks",
    "/REST/V1",
  ])("%s is not found, and helps on", async (path) => {
    const { status, body } = await ask({}, path);
    expect(status).toBe(404);
    expect(body.hint).toContain("/rest/v1");
    expect(body.hint).toContain("http://localhost:54323");
  });

  test.each(["/rest/v1", "/rest/v1/", "/rest/v1?select=a", "/rest/v1/rpc/f"])(
    "%s is the Data API's",
    async (path) => {
      expect(await who({}, path)).toBe("anon");
    },
  );
});

describe("over the wire", () => {
  const log: RequestLogEntry[] = [];
  let listener: Listener;
  beforeAll(async () => {
    listener = await listen({
      name: "the Data API",
      port: 0,
      fetch: (request) => gateway.fetch(request),
      onRequest: (entry) => log.push(entry),
    });
  });
  afterAll(() => listener.close(0));

  const transport = class {} as never;
  const client = (key: string, accessToken?: () => Promise<string | null>) =>
    createClient(listener.url, key, {
      realtime: { transport },
      ...(accessToken === undefined ? {} : { accessToken }),
    });

  test("supabase-js is who its key says, in every form", async () => {
    for (const [key, role] of [
      [keys.anonKey, "anon"],
      [keys.publishableKey, "anon"],
      [keys.serviceRoleKey, "service_role"],
      [keys.secretKey, "service_role"],
    ] as const) {
      const { data, error } = await client(key).from("tasks").select();
      expect(error).toBeNull();
      expect(data).toEqual([{ role, sub: null }]);
    }
  });

  test("supabase-js is its user with a token, and anon while it has none", async () => {
    const user = client(keys.publishableKey, async () => userToken());
    expect((await user.from("tasks").select()).data).toEqual([
      { role: "authenticated", sub: "user_1" },
    ]);
    expect(log.at(-1)).toMatchObject({ role: "authenticated", user: "user_1" });
    const nobody = client(keys.publishableKey, async () => null);
    expect((await nobody.from("tasks").select()).data).toEqual([{ role: "anon", sub: null }]);
  });

  test("a service that is not here is told once, the socket of a channel too", async () => {
    const upgrade = () =>
      new Promise((resolve, reject) => {
        const headers = {
          Connection: "Upgrade",
          Upgrade: "websocket",
          "Sec-WebSocket-Version": "13",
        };
        get(`${listener.url}/realtime/v1/websocket`, { headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).on("error", reject);
      });
    expect([await upgrade(), await upgrade()]).toEqual([501, 501]);
    const { error } = await client(keys.publishableKey).functions.invoke("mail");
    expect(error).toMatchObject({ context: { status: 501 } });
    for (const service of [
      "Realtime is switched off in supabase/config.toml. Set",
      "Edge Functions are not here. Call",
    ]) {
      expect(told.filter((words) => words.startsWith(`Supabase ${service}`))).toHaveLength(1);
    }
  });

  test("a write with its key in the query arrives whole, and is logged without it", async () => {
    const response = await fetch(`${listener.url}/rest/v1/tasks?apikey=${keys.anonKey}`, {
      method: "POST",
      body: '{"name":"x"}',
    });
    expect(await response.json()).toEqual([{ role: "anon", sub: null }]);
    expect(await seen?.text()).toBe('{"name":"x"}');
    await expect
      .poll(() => log.at(-1))
      .toMatchObject({ path: "/rest/v1/tasks?apikey", role: "anon" });
  });
});
