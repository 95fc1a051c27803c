import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestDataApi, type TestDataApi } from "../../test/data-api.ts";
import { DATA_API_SCHEMA } from "../../test/data-api-schema.ts";
import { loadCatalog } from "../catalog/catalog.ts";
import { rowlockError } from "../errors/registry.ts";
import { TokenError } from "../tokens/token-error.ts";
import { anonymousToken } from "../tokens/verified-token.ts";
import { createDataApi, type DataApiOptions } from "./handler.ts";
import { dataApiSettings } from "./settings.ts";

let api: TestDataApi;

beforeAll(async () => {
  api = await startTestDataApi(`${DATA_API_SCHEMA}
    create function told() returns json language sql stable as $$
      select json_build_object(
        'method', current_setting('request.method', true),
        'path', current_setting('request.path', true),
        'header', current_setting('request.headers', true)::json->>'x-it',
        'cookies', current_setting('request.cookies', true)::json,
        'cookie header', current_setting('request.headers', true)::json->>'cookie',
        'claims', current_setting('request.jwt.claims', true)::json,
        'app', current_setting('app.settings.x', true),
        'search_path', current_setting('search_path'),
        'timezone', current_setting('timezone'))
    $$;
    create function set_seen() returns void language sql as
      $$ select set_config('app.settings.x', 'seen as ' || current_user, true) $$;`);
});

afterAll(() => api.close());

describe("the database is told", () => {
  test("of the request, the claims and the settings, but of no cookie among the headers", async () => {
    const { ask } = api.withSettings({
      dbExtraSearchPath: ['we"ird', "extensions"],
      appSettings: [["app.settings.x", "y"]],
    });
    const { json } = await ask("/rpc/told", {
      as: "ada",
      headers: { "x-it": "\xc3\xa9", cookie: "a=1; b=x=y", prefer: "timezone=Asia/Tokyo" },
    });
    expect(json).toEqual({
      method: "GET",
      path: "/rpc/told",
      header: "é",
      cookies: { a: "1", b: "x=y" },
      "cookie header": null,
      claims: { sub: "ada", role: "authenticated" },
      app: "y",
      search_path: '"public", "we""ird", "extensions"',
      timezone: "Asia/Tokyo",
    });
  });

  test("runs the pre-request function as the caller", async () => {
    const { ask } = api.withSettings({ dbPreRequest: { schema: undefined, name: "set_seen" } });
    expect((await ask("/rpc/told", { as: "ada" })).json).toMatchObject({
      app: "seen as authenticated",
    });
  });

  test("of role settings and isolation", async () => {
    const { ask } = api.withSettings({
      roleSettings: new Map([
        ["anon", { settings: [["timezone", "Asia/Tokyo"]], isolation: "serializable" as const }],
      ]),
    });
    expect((await ask("/rpc/told")).json).toMatchObject({ timezone: "Asia/Tokyo" });
    expect((await ask("/rpc/told", { as: "ada" })).json).not.toMatchObject({
      timezone: "Asia/Tokyo",
    });
  });
});

describe("schemas", () => {
  test("are chosen by profile headers, and named in the answer", async () => {
    const { ask } = api.withSettings({ dbSchemas: ["public", "other"] });
    const other = await ask("/things", { headers: { "accept-profile": "other" } });
    expect([other.json, other.headers.get("content-profile")]).toEqual([
      [{ id: 1, name: "thing" }],
      "other",
    ]);
    expect((await ask("/labels")).headers.get("content-profile")).toBe("public");
    const write = { as: "ada", method: "DELETE", headers: { "content-profile": "other" } };
    expect((await ask("/things?id=eq.9", write)).status).toBe(204);
    expect(await ask("/things", { headers: { "accept-profile": "secret" } })).toMatchObject({
      status: 406,
      json: { code: "PGRST106", hint: "Only the following schemas are exposed: public, other" },
    });
    expect((await api.ask("/things")).status).toBe(404);
  });
});

describe("the root", () => {
  test("describes what the caller may see", async () => {
    type Document = { paths: object; definitions: Record<string, { properties: object }> };
    const anon = (await api.ask("/")).json as Document;
    expect(Object.keys(anon.paths)).toContain("/rpc/add_up");
    expect(Object.keys(anon.definitions)).not.toContain("secrets");
    expect(anon.definitions.tasks?.properties).toMatchObject({
      id: { description: "Note:\nThis is a Primary Key.<pk/>", format: "int32", type: "integer" },
      name: { default: "untitled", type: "string" },
      project_id: {
        description:
          "Note:\nThis is a Foreign Key to `projects.id`.<fk table='projects' column='id'/>",
      },
    });
    const all = await api.withSettings({ openapiMode: "ignore-privileges" }).ask("/");
    expect(Object.keys((all.json as Document).definitions)).toContain("secrets");
    expect(await api.withSettings({ openapiMode: "disabled" }).ask("/")).toMatchObject({
      status: 404,
      json: { code: "PGRST126" },
    });
    const root = api.withSettings({ dbRootSpec: { schema: undefined, name: "whoami" } });
    expect((await root.ask("/")).json).toMatchObject({ role: "anon" });
  });
});

describe("OPTIONS and other origins", () => {
  test("say what may be done", async () => {
    const allow = async (path: string) =>
      (await api.ask(path, { method: "OPTIONS" })).headers.get("allow");
    expect(await allow("/labels")).toBe("OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE");
    expect(await allow("/open_tasks")).toBe("OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE");
    expect(await allow("/rpc/whoami")).toBe("OPTIONS,GET,HEAD,POST");
    expect(await allow("/rpc/nothing")).toBe("OPTIONS,POST");
    expect(await allow("/")).toBe("OPTIONS,GET,HEAD");
  });

  test("get the settings' origins, with credentials, or any without", async () => {
    const headers = {
      origin: "http://a.example",
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "X-A, x-b",
    };
    const any = await api.ask("/labels", { method: "OPTIONS", headers });
    expect(Object.fromEntries(any.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-headers":
        "Authorization, X-A, x-b, Accept, Accept-Language, Content-Language",
      "access-control-max-age": "86400",
    });
    const named = api.withSettings({ serverCorsAllowedOrigins: ["http://a.example"] });
    const allowed = await named.ask("/labels", { headers });
    expect(allowed.headers.get("access-control-allow-credentials")).toBe("true");
    const foreign = await named.ask("/labels", { headers: { origin: "http://b.example" } });
    expect(foreign.headers.has("access-control-allow-origin")).toBe(false);
  });
});

describe("requests that are none", () => {
  test.each([
    ["/labels/1", "GET", 404, "PGRST125"],
    ["/labels/", "GET", 404, "PGRST125"],
    ["/labels", "LINK", 405, "PGRST117"],
    ["/labels?select=a(", "GET", 400, "PGRST100"],
    ["/labels?or=()", "GET", 400, "PGRST100"],
    ["/labels?order=id.up", "GET", 400, "PGRST100"],
    ["/labels?%00=eq.1", "GET", 400, "PGRST100"],
    ["/labels?id=eq.%00", "GET", 400, "22021"],
    ["/labels?label=eq.%ff%fe", "GET", 200, undefined],
  ])("%s %s: %i %s", async (path, method, status, code) => {
    const answer = await api.ask(path, { method });
    expect([answer.status, (answer.json as { code?: string }).code]).toEqual([status, code]);
  });

  test("name unknown preferences when handled strictly", async () => {
    const { json } = await api.ask("/labels", { headers: { prefer: "handling=strict, anything" } });
    expect(json).toMatchObject({ code: "PGRST122", details: "Invalid preferences: anything" });
  });

  test("are told little when the settings say so", async () => {
    const { json } = await api.withSettings({ clientErrorVerbosity: "minimal" }).ask("/nothing");
    expect(Object.keys(json as object)).toEqual(["code", "message"]);
  });
});

describe("refusals before the database", () => {
  async function serve(options: Partial<DataApiOptions>): Promise<DataApiOptions> {
    const { Client } = (await import("pg")).default;
    const client = new Client({ connectionString: api.database.ownerUrl });
    await client.connect();
    const catalog = await loadCatalog(client);
    await client.end();
    return {
      settings: dataApiSettings({ dbAnonRole: "anon" }),
      catalog: { current: () => catalog },
      runner: () => ({
        run: () => Promise.reject(rowlockError("DATABASE_BUSY", { message: "busy" })),
      }),
      authenticate: () => anonymousToken("anon"),
      now: () => 0,
      ...options,
    };
  }

  async function get(options: Partial<DataApiOptions>, path = "/labels") {
    const response = await createDataApi(await serve(options)).fetch(
      new Request(`http://localhost${path}`),
    );
    return { response, body: (await response.json()) as object };
  }

  test("say what is wrong with a token, as RFC 6750 wants it", async () => {
    const authenticate = () => {
      throw new TokenError("TOKEN_EXPIRED", { message: "JWT expired" });
    };
    const { response, body } = await get({ authenticate });
    expect([response.status, body]).toEqual([
      401,
      { code: "PGRST303", message: "JWT expired", details: null, hint: null },
    ]);
    expect(response.headers.get("www-authenticate")).toBe(
      'Bearer error="invalid_token", error_description="JWT expired"',
    );
    expect(response.headers.get("proxy-status")).toBe("PostgREST; error=PGRST303");
  });

  test("ask to come again when there is no catalog, no connection or none free", async () => {
    const none = await get({ catalog: { current: () => undefined } });
    expect([none.response.status, none.response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(none.body).toMatchObject({ code: "PGRST002" });
    expect((await get({})).body).toMatchObject({ code: "PGRST003" });
    const run = () => Promise.reject(rowlockError("DATABASE_UNREACHABLE", { message: "gone" }));
    expect((await get({ runner: () => ({ run }) })).body).toMatchObject({ code: "PGRST000" });
  });

  test("keep to the base path", async () => {
    expect((await get({ basePath: "/rest/v1" })).body).toMatchObject({ code: "PGRST125" });
    expect((await get({ basePath: "/rest/v1" }, "/rest/v1x/labels")).response.status).toBe(404);
    expect((await get({ basePath: "/rest/v1" }, "/rest/v1/labels")).body).toMatchObject({
      code: "PGRST003",
    });
  });

  test("throw on what nobody foresaw, so that no client reads of it", async () => {
    const run = () => Promise.reject(new Error("a bug"));
    await expect(get({ runner: () => ({ run }) })).rejects.toThrow("a bug");
  });

  test("time the stages when the settings say so", async () => {
    const { headers } = await api.withSettings({ serverTimingEnabled: true }).ask("/labels");
    expect(headers.get("server-timing")).toMatch(
      /^jwt;dur=[\d.]+, parse;dur=[\d.]+, plan;dur=[\d.]+, transaction;dur=[\d.]+, response;dur=[\d.]+$/,
    );
  });
});
