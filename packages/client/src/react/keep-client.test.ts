import { afterEach, beforeEach, expect, test } from "vitest";
import { ANON_KEY, startTestApi, type TestApi } from "../../test/test-api.ts";
import { createTestSession } from "../../test/test-session.ts";
import type { ClerkSession } from "../clerk-session.ts";
import { createClientKeeper } from "./keep-client.ts";

const now = () => 1_800_000_000;
const sessionOf = (user: string) => createTestSession({ id: `sess_${user}`, user, now });
let api: TestApi;

beforeEach(async () => {
  api = await startTestApi(now);
});

afterEach(() => api.close());

test("createClientKeeper() keeps one client per session and project", () => {
  const keep = createClientKeeper();
  const project = { url: api.url, key: ANON_KEY };
  const ada = sessionOf("ada");
  const first = keep(project, ada);
  expect(keep({ ...project }, ada)).toBe(first);
  expect(keep({ ...project, template: "supabase" }, ada)).not.toBe(first);
  expect(keep(project, ada)).toBe(first);
  expect(keep(project, sessionOf("grace"))).not.toBe(first);
});

test("createClientKeeper() keeps the anonymous client from loading to signed out", () => {
  const keep = createClientKeeper();
  const project = { url: api.url, key: ANON_KEY };
  expect(keep(project, undefined)).toBe(keep(project, null));
});

test("createClientKeeper() takes a new object of the same session, as after a change of organization", async () => {
  const keep = createClientKeeper();
  const project = { url: api.url, key: ANON_KEY };
  const before = sessionOf("ada");
  const after: ClerkSession = {
    ...createTestSession({ id: "sess_ada", user: "ada", now, lifetime: 90 }),
    lastActiveOrganizationId: "org_1",
  };
  const supabase = keep(project, before);
  await supabase.from("tasks").select();
  expect(keep(project, after)).toBe(supabase);
  await supabase.from("tasks").select();
  const [first, second] = api.seen;
  expect(first?.token).not.toBe(second?.token);
  expect(before.calls).toHaveLength(1);
});

test("createClientKeeper() makes the old client anonymous when the session changes", async () => {
  const keep = createClientKeeper();
  const project = { url: api.url, key: ANON_KEY };
  const old = keep(project, sessionOf("ada"));
  expect((await old.from("tasks").select()).data).toEqual([{ sub: "ada" }]);
  const fresh = keep(project, sessionOf("grace"));
  expect((await old.from("tasks").select()).data).toEqual([{ sub: "anon" }]);
  expect((await fresh.from("tasks").select()).data).toEqual([{ sub: "grace" }]);
});
