import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { jwt } from "../test/jwt.ts";
import { ANON_KEY, startTestApi, type TestApi } from "../test/test-api.ts";
import { createTestSession } from "../test/test-session.ts";
import type { CurrentSession, SessionSource } from "./clerk-session.ts";
import { createClerkSupabaseClient } from "./create-clerk-supabase-client.ts";

const clock = { seconds: 1_800_000_000 };
const now = () => clock.seconds;
let api: TestApi;

beforeEach(async () => {
  api = await startTestApi(now);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await api.close();
});

function client(session: SessionSource, more: { template?: string; now?: () => number } = {}) {
  return createClerkSupabaseClient({
    url: api.url,
    key: ANON_KEY,
    session,
    now: () => clock.seconds * 1000,
    ...more,
  });
}

function sessionOf(user: string, lifetime = 60) {
  return createTestSession({ id: `sess_${user}`, user, now, lifetime });
}

describe("createClerkSupabaseClient()", () => {
  test("sends the session's token with every request, and asks for it once", async () => {
    const session = sessionOf("ada");
    const supabase = client(session, { template: "supabase" });
    for (let i = 0; i < 3; i++) {
      expect((await supabase.from("tasks").select()).data).toEqual([{ sub: "ada" }]);
    }
    expect(session.calls).toEqual([{ template: "supabase", skipCache: false }]);
  });

  test("sends the key itself when nobody is signed in", async () => {
    const { data } = await client(null).from("tasks").select();
    expect(data).toEqual([{ sub: "anon" }]);
    expect(api.seen[0]?.token).toBe(ANON_KEY);
  });

  test("follows a session that comes, changes and goes", async () => {
    let current: CurrentSession;
    const supabase = client(() => current);
    const who = async () => (await supabase.from("tasks").select()).data?.[0]?.sub;
    expect(await who()).toBe("anon");
    current = sessionOf("ada");
    expect(await who()).toBe("ada");
    current = sessionOf("grace");
    expect(await who()).toBe("grace");
    current = undefined;
    expect(await who()).toBe("anon");
  });

  test("replays a request once, body and all, when its token has expired on the way", async () => {
    const session = sessionOf("ada");
    const supabase = client(session, { now: () => 0 });
    await supabase.from("tasks").select();
    clock.seconds += 60;
    const { data, error } = await supabase.from("tasks").insert({ name: "Row" }).select();
    expect(error).toBeNull();
    expect(data).toEqual([{ sub: "ada" }]);
    const [, refused, replayed] = api.seen;
    expect(replayed).toMatchObject({ method: "POST", body: '{"name":"Row"}' });
    expect(refused?.body).toBe(replayed?.body);
    expect(refused?.token).not.toBe(replayed?.token);
    expect(session.calls.map((call) => call.skipCache)).toEqual([false, true]);
  });

  test("replays an answer to HEAD, which gives no reason", async () => {
    const supabase = client(sessionOf("ada"), { now: () => 0 });
    await supabase.from("tasks").select();
    clock.seconds += 60;
    const { error } = await supabase.from("tasks").select("*", { count: "exact", head: true });
    expect(error).toBeNull();
  });

  test("renews once for many requests that were refused together", async () => {
    const session = sessionOf("ada");
    const supabase = client(session, { now: () => 0 });
    await supabase.from("tasks").select();
    clock.seconds += 60;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => supabase.from("tasks").select()),
    );
    expect(answers.every((answer) => answer.error === null)).toBe(true);
    expect(session.calls).toHaveLength(2);
  });

  test("gives up after one replay", async () => {
    api.refusal = "JWT expired";
    const { error, status } = await client(sessionOf("ada")).from("tasks").select();
    expect([status, error?.message]).toEqual([401, "JWT expired"]);
    expect(api.seen).toHaveLength(2);
  });

  test.each([
    ["another reason", "JWT not yet valid", sessionOf("ada")],
    ["no session", "JWT expired", null],
    ["no newer token", "JWT expired", { id: "sess", getToken: async () => jwt({ sub: "ada" }) }],
  ])("does not replay with %s", async (_, refusal, session) => {
    api.refusal = refusal;
    expect((await client(session).from("tasks").select()).status).toBe(401);
    expect(api.seen).toHaveLength(1);
  });

  test("does not replay what was answered, whatever the rows say", async () => {
    const { data } = await client(sessionOf("expired"))
      .from("tasks")
      .insert({ name: "Row" })
      .select();
    expect(data).toEqual([{ sub: "expired" }]);
    expect(api.seen).toHaveLength(1);
  });

  test("does not replay as somebody else", async () => {
    const ada = sessionOf("ada");
    const grace = sessionOf("grace");
    let current: CurrentSession = ada;
    const supabase = createClerkSupabaseClient({
      url: api.url,
      key: ANON_KEY,
      session: () => current,
      now: () => 0,
      options: {
        global: {
          fetch: async (input, init) => {
            const response = await fetch(input, init);
            current = grace;
            return response;
          },
        },
      },
    });
    api.refusal = "JWT expired";
    const { status } = await supabase.from("tasks").insert({ name: "Ada's" });
    expect(status).toBe(401);
    expect(api.seen.map(({ body }) => body)).toEqual(['{"name":"Ada\'s"}']);
    expect(grace.calls).toHaveLength(0);
  });

  test("leaves a token alone that the caller has set", async () => {
    api.refusal = "JWT expired";
    const own = jwt({ sub: "own" });
    await client(sessionOf("ada"))
      .from("tasks")
      .select()
      .setHeader("Authorization", `Bearer ${own}`);
    expect(api.seen.map(({ token }) => token)).toEqual([own]);
  });

  test("says in the result why Clerk gave no token, and sends nothing", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const session = { id: "sess", getToken: () => Promise.reject(new Error("Not Found")) };
    const { data, error } = await client(session, { template: "typo" })
      .from("tasks")
      .select()
      .retry(false);
    expect(data).toBeNull();
    expect(error?.message).toBe(
      'ClerkSupabaseError: Clerk gave no token for template "typo": Not Found',
    );
    expect(api.seen).toHaveLength(0);
  });

  test("never mixes 200 interleaved requests of two people's clients", async () => {
    const people = ["ada", "grace"];
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const user = people[i % 2] ?? "";
        const { data } = await client(sessionOf(user)).from("tasks").select();
        return data?.[0]?.sub === user;
      }),
    );
    expect(answers.every(Boolean)).toBe(true);
  });

  test.each(["sb_secret_x", jwt({ role: "service_role" })])(
    "refuses a key that passes row level security",
    (key) => {
      const make = () => createClerkSupabaseClient({ url: api.url, key, session: null });
      expect(make).toThrow(expect.objectContaining({ code: "SECRET_KEY" }));
      expect(make).not.toThrow(key);
    },
  );

  test("makes no GoTrue client, and works without a WebSocket until a channel is opened", async () => {
    vi.stubGlobal("WebSocket", undefined);
    try {
      const supabase = client(sessionOf("ada"));
      expect((await supabase.from("tasks").select()).error).toBeNull();
      expect(() => supabase.channel("room").subscribe()).toThrow(/Realtime needs Node 22/);
      expect(() => supabase.auth.getSession()).toThrow(/accessToken option/);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
