// Clerk's auth() reads Next's request; here a request is an async context, as it is in Next.
import { AsyncLocalStorage } from "node:async_hooks";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ANON_KEY, startTestApi, type TestApi } from "../../test/test-api.ts";
import { createTestSession } from "../../test/test-session.ts";
import { createClerkSupabaseClientSsr } from "./create-clerk-supabase-client-ssr.ts";

const request = vi.hoisted(() => ({ current: undefined as unknown }));
vi.mock("@clerk/nextjs/server", () => ({
  auth: async () => (request.current as AsyncLocalStorage<object>).getStore() ?? {},
}));
const context = new AsyncLocalStorage<object>();
request.current = context;

const now = () => Math.floor(Date.now() / 1000);
let api: TestApi;

function requestOf<T>(user: string, work: () => Promise<T>): Promise<T> {
  const session = createTestSession({ id: `sess_${user}`, user, now });
  return context.run({ sessionId: session.id, orgId: null, getToken: session.getToken }, work);
}

async function whoAmI(): Promise<string> {
  const supabase = await createClerkSupabaseClientSsr({ template: "supabase" });
  const { data } = await supabase.from("tasks").select();
  return data?.[0]?.sub;
}

beforeEach(async () => {
  api = await startTestApi(now);
  vi.stubEnv("NEXT_PUBLIC_SUPABASE_URL", api.url);
  vi.stubEnv("NEXT_PUBLIC_SUPABASE_KEY", ANON_KEY);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await api.close();
});

test("createClerkSupabaseClientSsr() asks as the user of the request, or as nobody", async () => {
  expect(await requestOf("ada", whoAmI)).toBe("ada");
  expect(await whoAmI()).toBe("anon");
});

test("createClerkSupabaseClientSsr() never mixes 200 interleaved requests of two people", async () => {
  const people = ["ada", "grace"];
  const wanted = Array.from({ length: 200 }, (_, i) => people[i % 2] ?? "");
  const answers = await Promise.all(wanted.map((user) => requestOf(user, whoAmI)));
  expect(answers).toEqual(wanted);
});

test("createClerkSupabaseClientSsr() takes SUPABASE_URL and SUPABASE_KEY as well", async () => {
  vi.stubEnv("NEXT_PUBLIC_SUPABASE_URL", undefined);
  vi.stubEnv("NEXT_PUBLIC_SUPABASE_KEY", undefined);
  await expect(requestOf("ada", whoAmI)).rejects.toThrow(/^NEXT_PUBLIC_SUPABASE_URL is not set/);
  vi.stubEnv("SUPABASE_URL", api.url);
  vi.stubEnv("SUPABASE_KEY", ANON_KEY);
  expect(await requestOf("ada", whoAmI)).toBe("ada");
});
