// The channels of @rowlock/client over real sockets: they join as the session that is there, follow its tokens, and are
// over when another session or organization comes. Clerk's tokens in both forms, the protocol in both versions.
import { createClient, type RealtimeChannel, type SupabaseClient } from "@supabase/supabase-js";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { createClerkSupabaseClient } from "../../../client/src/create-clerk-supabase-client.ts";
import { createClientKeeper } from "../../../client/src/react/keep-client.ts";
import {
  type Protocol,
  type RealtimeLab,
  startRealtimeLab,
  subscribe,
  type TokenForm,
} from "../../test/realtime-lab.ts";
import { createTestClerk, TEAMS, type Team, type TestClerk } from "../../test/test-clerk.ts";

const PATIENTLY = { timeout: 30_000 };
const transport = WebSocket as never;

let lab: RealtimeLab;
let clerk: TestClerk;
const clients: SupabaseClient[] = [];

beforeAll(async () => {
  lab = await startRealtimeLab(TEAMS);
  clerk = await createTestClerk(lab);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.removeAllChannels()));
});
afterAll(() => lab?.close());

interface OpenOptions {
  readonly form?: TokenForm;
  readonly vsn?: Protocol;
  readonly heartbeatIntervalMs?: number;
}

function open({ form = "template", ...realtime }: OpenOptions = {}): SupabaseClient {
  const client = createClerkSupabaseClient({
    url: lab.url,
    key: lab.api.stack.appKeys().anonKey,
    session: () => clerk.current,
    template: form === "template" ? "supabase" : undefined,
    options: { realtime: { transport, timeout: 30_000, ...realtime } },
  });
  clients.push(client);
  return client;
}

interface Listening {
  readonly channel: RealtimeChannel;
  readonly names: readonly string[];
  readonly statuses: readonly string[];
}

/** Hears of the team's tasks, from the moment at which that is sure. */
async function listen(client: SupabaseClient, name = "tasks"): Promise<Listening> {
  const names: string[] = [];
  const statuses: string[] = [];
  let isReady = false;
  const channel = client
    .channel(name)
    .on("system", {}, ({ status }) => {
      isReady ||= status === "ok";
    })
    .on("postgres_changes", { event: "INSERT", schema: "public", table: "tasks" }, (change) =>
      names.push(change.new.name),
    )
    .subscribe((status) => statuses.push(status));
  await expect.poll(() => isReady, PATIENTLY).toBe(true);
  return { channel, names, statuses };
}

const add = (team: Team, name: string) =>
  lab.api.sql("insert into public.tasks (name, org_id) values ($2, $1)", [clerk.teams[team], name]);

const SHAPES: readonly (readonly [Protocol, TokenForm])[] = [
  ["1.0.0", "template"],
  ["1.0.0", "session"],
  ["2.0.0", "template"],
  ["2.0.0", "session"],
];

describe.each(SHAPES)("version %s, a token of the %s", (vsn, form) => {
  test("the first join is the session's, however late its token comes", async () => {
    clerk.signIn("ada", { team: "red", delay: 300 });
    const channel = open({ vsn, form }).channel(`room:${lab.ids.ada}`, {
      config: { private: true },
    });
    expect(await subscribe(channel)).toEqual({ status: "SUBSCRIBED", message: undefined });
    expect(await channel.httpSend("x", { n: 1 })).toEqual({ success: true });
  });

  test("another organization ends what was heard; the same topic is joined anew as hers", async () => {
    clerk.signIn("ada", { team: "red" });
    const client = open({ vsn, form });
    const red = await listen(client);
    await add("red", "of red");
    await expect.poll(() => red.names, PATIENTLY).toEqual(["of red"]);
    clerk.session.lastActiveOrganizationId = clerk.teams.blue;
    const blue = await listen(client);
    expect(red.statuses).toEqual(["SUBSCRIBED", "CLOSED"]);
    expect(client.getChannels()).toEqual([blue.channel]);
    await add("red", "of red again");
    await add("blue", "of blue");
    await expect.poll(() => blue.names, PATIENTLY).toEqual(["of blue"]);
    expect(red.names).toEqual(["of red"]);
    expect(await client.removeChannel(red.channel)).toBe("ok");
    expect(client.getChannels()).toEqual([blue.channel]);
  });
});

describe("createClerkSupabaseClient()", () => {
  test("the control: supabase-js alone joins as anon before a token that is late", async () => {
    clerk.signIn("ada", { team: "red", delay: 300 });
    const { session } = clerk;
    const client = createClient(lab.url, lab.api.stack.appKeys().anonKey, {
      accessToken: () => session.getToken({ template: "supabase" }),
      realtime: { transport, timeout: 30_000 },
    });
    clients.push(client);
    const channel = client.channel(`room:${lab.ids.ada}`, { config: { private: true } });
    expect(await subscribe(channel)).toMatchObject({ status: "CHANNEL_ERROR" });
  });

  test("a sign-out is seen at the next heartbeat, and ends what was heard", async () => {
    clerk.signIn("ada", { team: "red" });
    const client = open({ heartbeatIntervalMs: 100 });
    const heard = await listen(client);
    clerk.signOut();
    await expect.poll(() => heard.statuses, PATIENTLY).toEqual(["SUBSCRIBED", "CLOSED"]);
    const anon = await listen(client);
    await add("red", "nobody's");
    await lab.api.sql("insert into public.tasks (name, org_id) values ('open', null)");
    await expect.poll(() => anon.names, PATIENTLY).toEqual(["open"]);
    expect(heard.names).toEqual([]);
  });

  test("a channel's token is renewed half a minute before its end, past Clerk's own cache", async () => {
    clerk.signIn("ada", { team: "red", lifetime: 31 });
    const { session } = clerk;
    const heard = await listen(open({ heartbeatIntervalMs: 200 }));
    await expect
      .poll(() => session.calls.filter(({ skipCache }) => skipCache).length, PATIENTLY)
      .toBeGreaterThan(1);
    await add("red", "still heard");
    await expect.poll(() => heard.names, PATIENTLY).toEqual(["still heard"]);
    expect(heard.statuses).toEqual(["SUBSCRIBED"]);
  });

  test("no join goes out where Clerk gives no token, and the channel is told why", async () => {
    const { warn } = console;
    console.warn = () => {};
    clerk.signIn("ada", { team: "red", failure: "Not Found" });
    const channel = open().channel("open");
    expect(await subscribe(channel)).toEqual({
      status: "CHANNEL_ERROR",
      message: 'Clerk gave no token for template "supabase": Not Found',
    });
    console.warn = warn;
    expect(channel.joinedOnce).toBe(false);
  });

  test("a channel that is removed before its token is there never joins", async () => {
    clerk.signIn("ada", { team: "red", delay: 100 });
    const client = open();
    const channel = client.channel("open");
    const told = subscribe(channel);
    expect(await client.removeChannel(channel)).toBe("ok");
    expect(await told).toEqual({ status: "CLOSED", message: undefined });
    expect(channel.joinedOnce).toBe(false);
  });

  test("as an effect does it: a channel is removed, and its topic joined again at once", async () => {
    clerk.signIn("ada", { team: "red" });
    const client = open();
    const first = await listen(client);
    const removed = client.removeChannel(first.channel);
    const second = await listen(client);
    expect(await removed).toBe("ok");
    expect(client.getChannels()).toEqual([second.channel]);
    await add("red", "heard once");
    await expect.poll(() => second.names, PATIENTLY).toEqual(["heard once"]);
    expect([first.names, first.statuses]).toEqual([[], ["SUBSCRIBED", "CLOSED"]]);
  });
});

describe("createClientKeeper()", () => {
  const project = () => ({ url: lab.url, key: lab.api.stack.appKeys().anonKey });

  test("ends the channels of an organization that is left, and of a session that ends", async () => {
    // Node 20 has none.
    vi.stubGlobal("WebSocket", WebSocket);
    const keep = createClientKeeper();
    clerk.signIn("ada", { team: "red" });
    const { session } = clerk;
    const client = keep({ ...project(), template: "supabase" }, session);
    clients.push(client);
    vi.unstubAllGlobals();
    const red = await listen(client);
    const moved = { ...session, lastActiveOrganizationId: clerk.teams.blue };
    expect(keep({ ...project(), template: "supabase" }, moved)).toBe(client);
    await expect.poll(() => red.statuses, PATIENTLY).toEqual(["SUBSCRIBED", "CLOSED"]);
    const again = await listen(client);
    keep({ ...project(), template: "supabase" }, null);
    await expect.poll(() => again.statuses, PATIENTLY).toEqual(["SUBSCRIBED", "CLOSED"]);
    expect(client.realtime.isConnected()).toBe(false);
  });
});
