// Studio's way to the Backend API, the preview of templates, the Overview and the request log, over the real identity service.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createStudioFixture,
  projectOf,
  STUDIO_ORIGIN,
  STUDIO_SECRET,
  type StudioFixture,
} from "../../../test/studio-fixture.ts";
import {
  SECRET_KEY,
  startTestIdentity,
  type TestIdentity,
} from "../../identity/test/test-identity.ts";
import type { LoggedRequest } from "../ports.ts";
import type { LogLine, Overview } from "../wire/overview.ts";
import type { PreviewTemplateInput, TemplatePreview } from "../wire/templates.ts";

let clerk: TestIdentity;
let studio: StudioFixture;
let userId: string;
/** The headers of each request that reached the identity service. */
const arrived: Headers[] = [];
const logged: LoggedRequest[] = [];
const listeners = new Set<(entry: LoggedRequest) => void>();

beforeAll(async () => {
  clerk = await startTestIdentity();
  studio = await createStudioFixture({
    clerk: {
      request(path, init = {}) {
        const headers = new Headers(init.headers);
        arrived.push(new Headers(headers));
        headers.set("authorization", `Bearer ${SECRET_KEY}`);
        return clerk.identity.fetch(new Request(new URL(path, clerk.url), { ...init, headers }));
      },
      mintToken: clerk.identity.mintSessionToken,
    },
    requestLog: {
      recent: () => logged,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  });
  ({ id: userId } = await clerk.identity.addUser({ emailAddress: "ada@example.com" }));
});

afterAll(async () => {
  await studio.close();
  await clerk.close();
});

describe("/api/clerk", () => {
  test("passes method, query and body on, and gives the service's own answers", async () => {
    const made = await studio.call("/api/clerk/v1/users", {
      email_address: ["grace@example.com"],
      skip_password_requirement: true,
    });
    expect(made.status).toBe(200);
    const { id } = (await made.json()) as { id: string };
    const found = await studio.call("/api/clerk/v1/users?query=grace@example.com");
    expect(await found.json()).toEqual([expect.objectContaining({ id })]);
    const removed = await studio.fetch(
      new Request(`${STUDIO_ORIGIN}/api/clerk/v1/users/${id}`, {
        method: "DELETE",
        headers: { "x-rowlock-studio": STUDIO_SECRET, origin: STUDIO_ORIGIN },
      }),
    );
    expect(removed.status).toBe(200);
    const gone = await studio.call(`/api/clerk/v1/users/${id}`);
    expect(gone.status).toBe(404);
    expect(await gone.json()).toMatchObject({ errors: [{ code: "resource_not_found" }] });
  });

  test("keeps the run's secret, cookies and a page's own Authorization to itself", async () => {
    arrived.length = 0;
    const answer = await studio.fetch(
      new Request(`${STUDIO_ORIGIN}/api/clerk/v1/users/count`, {
        headers: {
          "x-rowlock-studio": STUDIO_SECRET,
          authorization: "Bearer sk_test_of_the_page",
          cookie: "__client=x",
        },
      }),
    );
    expect(await answer.json()).toMatchObject({ total_count: 1 });
    expect([...(arrived[0]?.keys() ?? [])]).toEqual([]);
    expect(JSON.stringify([...answer.headers])).not.toContain(SECRET_KEY);
  });
});

describe("/api/templates/preview", () => {
  const SUPABASE: PreviewTemplateInput = {
    kind: "template",
    name: "supabase",
    claims:
      '{"role": "authenticated", "email": "{{user.primary_email_address}}", "odd": "{{user.shoe_size}}"}',
    lifetime: 60,
    allowedClockSkew: 5,
    signingAlgorithm: "HS256",
    signingKey: "project",
    userId: null,
  };

  async function preview(part: Partial<PreviewTemplateInput>): Promise<TemplatePreview> {
    const answer = await studio.call("/api/templates/preview", { ...SUPABASE, ...part });
    expect(answer.status).toBe(200);
    return (await answer.json()) as TemplatePreview;
  }

  test("fills the shortcodes in for the chosen user, and names what nothing fills", async () => {
    const { claims, fault, unknown } = await preview({ userId });
    expect(fault).toBeNull();
    expect(claims).toMatchObject({
      role: "authenticated",
      email: "ada@example.com",
      odd: null,
      sub: userId,
      iss: "http://127.0.0.1:54331",
    });
    expect(Number(claims?.exp) - Number(claims?.nbf)).toBe(65);
    expect(unknown).toEqual([{ path: "odd", shortcode: "user.shoe_size" }]);
  });

  test.each([
    ["claims that are no JSON", { claims: "{" }, "claims"],
    ["claims that are no object", { claims: "[]" }, "claims"],
    ["a reserved claim", { claims: '{"sub": "me"}' }, "claims"],
    ["the service role", { claims: '{"role": "service_role"}' }, "claims"],
    ["a role out of a shortcode", { claims: '{"role": "{{user.username}}"}' }, "claims"],
    ["a short key", { signingKey: "short" }, "signing_key"],
    ["a life of a second", { lifetime: 1 }, "lifetime"],
  ] as const)("names the field of %s", async (_case, part, field) => {
    expect(await preview({ ...part, userId })).toMatchObject({ claims: null, fault: { field } });
  });

  test("holds the project's secret to the rule of roles when it is typed out, and never gives it back", async () => {
    const secret = projectOf().key("jwtSecret");
    const answer = await preview({ signingKey: secret, claims: '{"role": "service_role"}' });
    expect(answer).toMatchObject({ signsWithProjectSecret: true, fault: { field: "claims" } });
    expect(JSON.stringify(answer)).not.toContain(secret);
  });

  test("holds session claims to their own rules", async () => {
    expect(await preview({ kind: "session", claims: '{"fva": 1}' })).toMatchObject({
      fault: { field: "claims" },
    });
    expect(await preview({ kind: "session", claims: '{"plan": "pro"}', userId })).toMatchObject({
      // All that the token carries, as it is minted.
      claims: {
        plan: "pro",
        role: "authenticated",
        sub: userId,
        sid: expect.stringMatching(/^sess_/),
        sts: "active",
        v: 2,
        fva: [0, -1],
        jti: expect.any(String),
      },
    });
  });

  test("says that a user is gone", async () => {
    const answer = await studio.call("/api/templates/preview", {
      ...SUPABASE,
      userId: "user_gone",
    });
    expect(answer.status).toBe(404);
  });
});

describe("/api/overview", () => {
  async function states(): Promise<Record<string, string>> {
    const overview = (await (await studio.call("/api/overview")).json()) as Overview;
    return Object.fromEntries(overview.steps.map(({ id, state }) => [id, state]));
  }

  test("finds each step of the guide as it is taken", async () => {
    expect(await states()).toEqual({
      function: "todo",
      table: "todo",
      policies: "todo",
      grants: "todo",
      template: "todo",
      environment: "todo",
      people: "todo",
      test: "todo",
    });
    await studio.database.query(`
      create function requesting_user_id() returns text language sql stable as $$ select 'x'::text $$;
      create table tasks (id int primary key, user_id text default requesting_user_id());`);
    expect(await states()).toMatchObject({
      function: "done",
      table: "attention",
      policies: "todo",
    });
    await studio.database.query("alter table tasks enable row level security");
    expect(await states()).toMatchObject({ table: "done", policies: "todo", grants: "todo" });
    await studio.database.query(
      "create policy p on tasks for select to authenticated using (requesting_user_id() = user_id)",
    );
    expect(await states()).toMatchObject({ policies: "done", grants: "todo" });
    await studio.database.query("grant select on tasks to authenticated");
    expect(await states()).toMatchObject({ grants: "done", template: "todo" });
    const rs256 = { name: "supabase", claims: {} };
    const template = await clerk.sdk.jwtTemplates.create(rs256);
    expect(await states()).toMatchObject({ template: "attention" });
    await clerk.sdk.jwtTemplates.update({
      ...rs256,
      templateId: template.id,
      customSigningKey: true,
      signingAlgorithm: "HS256",
      signingKey: "project",
    });
    await clerk.identity.addUser({ emailAddress: "lin@example.com" });
    const entry = {
      server: "api",
      method: "GET",
      path: "/",
      status: 200,
      ms: 1,
      aborted: false,
      at: 1,
    } as const;
    logged.push({ ...entry, user: userId }, { ...entry, user: "user_other" });
    expect(new Set(Object.values(await states()))).toEqual(new Set(["done"]));
    logged.length = 0;
  });
});

test("/api/log gives what was, then what comes, until the page goes", async () => {
  const entry: LoggedRequest = {
    server: "api",
    method: "GET",
    path: "/rest/v1/tasks?select",
    status: 200,
    ms: 1.5,
    aborted: false,
    at: 7,
    role: "authenticated",
    user: "user_1",
  };
  logged.push(entry);
  const gone = new AbortController();
  const response = await studio.fetch(
    new Request(`${STUDIO_ORIGIN}/api/log`, {
      headers: { "x-rowlock-studio": STUDIO_SECRET },
      signal: gone.signal,
    }),
  );
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const next = async () => JSON.parse((await reader.read()).value ?? "null") as LogLine;
  expect(await next()).toEqual({
    at: 7,
    server: "api",
    method: "GET",
    path: "/rest/v1/tasks?select",
    role: "authenticated",
    user: "user_1",
    status: 200,
    milliseconds: 1.5,
  });
  for (const listener of listeners)
    listener({ ...entry, status: 401, role: undefined, user: undefined });
  expect(await next()).toMatchObject({ status: 401, role: null, user: null });
  expect(listeners.size).toBe(1);
  gone.abort();
  expect((await reader.read()).done).toBe(true);
  expect(listeners.size).toBe(0);
});
