// Every method of the official client's channels and of its realtime, over real sockets, with Clerk's tokens in both forms
// and in both protocol versions.
import type { RealtimeChannel, SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Protocol,
  type RealtimeLab,
  startRealtimeLab,
  subscribe,
  type TokenForm,
} from "../../test/realtime-lab.ts";

const PATIENTLY = { timeout: 30_000 };

let lab: RealtimeLab;

beforeAll(async () => {
  lab = await startRealtimeLab();
});

afterAll(() => lab?.close());

interface Heard {
  readonly event: string;
  readonly payload: unknown;
}

/** What a channel hears, from now on. */
function listen(channel: RealtimeChannel): readonly Heard[] {
  const heard: Heard[] = [];
  channel.on("broadcast", { event: "*" }, ({ event, payload }) => heard.push({ event, payload }));
  return heard;
}

const SHAPES: readonly (readonly [Protocol, TokenForm])[] = [
  ["1.0.0", "template"],
  ["1.0.0", "session"],
  ["2.0.0", "template"],
  ["2.0.0", "session"],
];

describe.each(SHAPES)("version %s, a token of the %s", (vsn, form) => {
  let ada: SupabaseClient;
  let again: SupabaseClient;
  let topic: string;

  beforeAll(async () => {
    ada = await lab.as("ada", { vsn, form });
    again = await lab.as("ada", { vsn, form });
    topic = `room:${lab.ids.ada}`;
  });

  afterAll(async () => {
    await Promise.all([ada.removeAllChannels(), again.removeAllChannels()]);
  });

  test("a private channel's broadcast reaches the other, acknowledged, and not its sender", async () => {
    const config = { private: true, broadcast: { ack: true } };
    const here = ada.channel(topic, { config });
    const there = again.channel(topic, { config });
    const [heardHere, heardThere] = [listen(here), listen(there)];
    expect([await subscribe(here), await subscribe(there)]).toEqual([
      { status: "SUBSCRIBED", message: undefined },
      { status: "SUBSCRIBED", message: undefined },
    ]);
    const payload = { text: "grüß dich", n: 1 };
    expect(await here.send({ type: "broadcast", event: "hëllo", payload })).toBe("ok");
    expect(await there.httpSend("by http", { n: 2 })).toEqual({ success: true });
    await expect.poll(() => heardThere, PATIENTLY).toHaveLength(2);
    expect(heardThere).toEqual([
      { event: "hëllo", payload },
      { event: "by http", payload: { n: 2 } },
    ]);
    expect(heardHere).toEqual([{ event: "by http", payload: { n: 2 } }]);
    expect(await here.unsubscribe()).toBe("ok");
    expect(await again.removeChannel(there)).toBe("ok");
  });

  test("presence: who is there, who joins, changes and leaves", async () => {
    const config = (key: string) => ({
      config: { private: true, presence: { key, enabled: true } },
    });
    const here = ada.channel(topic, config("laptop"));
    const there = again.channel(topic, config("phone"));
    const events: unknown[] = [];
    here
      .on("presence", { event: "join" }, ({ key, newPresences }) =>
        events.push(["join", key, newPresences[0]?.at]),
      )
      .on("presence", { event: "leave" }, ({ key, leftPresences }) =>
        events.push(["leave", key, leftPresences[0]?.at]),
      );
    await subscribe(here);
    expect(await here.track({ at: 1 })).toBe("ok");
    let synced = 0;
    there.on("presence", { event: "sync" }, () => {
      synced += 1;
    });
    await subscribe(there);
    await expect.poll(() => synced, PATIENTLY).toBeGreaterThan(0);
    expect(there.presenceState()).toMatchObject({ laptop: [{ at: 1 }] });
    expect(await there.track({ at: 2 })).toBe("ok");
    expect(await there.track({ at: 3 })).toBe("ok");
    expect(await there.untrack()).toBe("ok");
    await expect.poll(() => events, PATIENTLY).toHaveLength(5);
    expect(events).toEqual([
      ["join", "laptop", 1],
      ["join", "phone", 2],
      ["join", "phone", 3],
      ["leave", "phone", 2],
      ["leave", "phone", 3],
    ]);
    await Promise.all([ada.removeAllChannels(), again.removeAllChannels()]);
  });

  test("a stranger neither hears nor speaks", async () => {
    const grace = await lab.as("grace", { vsn, form });
    const stranger = grace.channel(topic, { config: { private: true } });
    expect(await subscribe(stranger)).toEqual({
      status: "CHANNEL_ERROR",
      message: `Unauthorized: You do not have permissions to read from this Channel topic: ${topic}`,
    });
    await expect(stranger.httpSend("x", { n: 1 })).rejects.toThrow("Unauthorized");
    await grace.removeAllChannels();
  });
});

describe("supabase.realtime", () => {
  test("bytes come as bytes by socket and HTTP, for version 2 alone", async () => {
    const [here, there, old] = [
      await lab.as("ada"),
      await lab.as("grace"),
      await lab.as("grace", { vsn: "1.0.0" }),
    ].map((client) => client.channel("bytes"));
    if (!here || !there || !old) throw new Error("three channels");
    const [heard, heardOld] = [listen(there), listen(old)];
    for (const channel of [here, there, old]) await subscribe(channel);
    const payload = new Uint8Array([0, 255, 7]);
    await here.send({ type: "broadcast", event: "socket", payload: payload.buffer });
    expect(await here.httpSend("http", payload)).toEqual({ success: true });
    await here.send({ type: "broadcast", event: "text", payload: { a: 1 } });
    await expect.poll(() => [heard.length, heardOld.length], PATIENTLY).toEqual([3, 1]);
    expect(
      heard.slice(0, 2).map(({ payload: got }) => [...new Uint8Array(got as ArrayBuffer)]),
    ).toEqual([
      [0, 255, 7],
      [0, 255, 7],
    ]);
  });

  test("who wants to hears themselves, and who is not joined sends by HTTP", async () => {
    const ada = await lab.as("ada");
    const echo = ada.channel("echo", { config: { broadcast: { self: true, ack: true } } });
    const heard = listen(echo);
    await subscribe(echo);
    expect(await echo.send({ type: "broadcast", event: "own", payload: {} })).toBe("ok");
    const other = await lab.as("grace");
    const { warn } = console;
    console.warn = () => {};
    const sent = await other
      .channel("echo")
      .send({ type: "broadcast", event: "rest", payload: { a: 1 } });
    console.warn = warn;
    expect(sent).toBe("ok");
    await expect.poll(() => heard.map(({ event }) => event), PATIENTLY).toEqual(["own", "rest"]);
  });

  test("heartbeats, states, channels, and a connection opened anew", async () => {
    const ada = await lab.as("ada");
    const { realtime } = ada;
    const beats: string[] = [];
    realtime.onHeartbeat((status) => beats.push(status));
    const [first, second] = [ada.channel("one"), ada.channel("two")];
    expect([await subscribe(first), await subscribe(second)].map(({ status }) => status)).toEqual([
      "SUBSCRIBED",
      "SUBSCRIBED",
    ]);
    expect([
      realtime.isConnected(),
      realtime.connectionState(),
      realtime.getChannels().length,
    ]).toEqual([true, "open", 2]);
    await realtime.sendHeartbeat();
    await expect.poll(() => beats, PATIENTLY).toContain("ok");
    expect(await ada.removeChannel(first)).toBe("ok");
    expect(await ada.removeAllChannels()).toEqual(["ok"]);
    await realtime.disconnect();
    expect(realtime.isConnected()).toBe(false);
    realtime.connect();
    expect(await subscribe(ada.channel("three"))).toMatchObject({ status: "SUBSCRIBED" });
  });

  test("a new token by setAuth lets a joined private channel go on as whoever it is of", async () => {
    let person: "ada" | "grace" = "ada";
    const client = await lab.as("ada", { accessToken: () => lab.token(person) });
    const channel = client.channel("news", { config: { private: true } });
    const statuses: string[] = [];
    await new Promise<void>((resolve) => {
      channel.subscribe((status) => {
        statuses.push(status);
        resolve();
      });
    });
    person = "grace";
    await client.realtime.setAuth();
    await client.realtime.sendHeartbeat();
    expect(await channel.unsubscribe()).toBe("ok");
    expect(statuses[0]).toBe("SUBSCRIBED");
  });

  test("API keys: anon is not let into what only people hear, service_role is", async () => {
    const { publishableKey, serviceRoleKey, secretKey } = lab.api.stack.appKeys();
    const statusOf = async (key: string) =>
      (await subscribe(lab.withKey(key).channel("news", { config: { private: true } }))).status;
    expect(await statusOf(publishableKey)).toBe("CHANNEL_ERROR");
    expect(await statusOf(serviceRoleKey)).toBe("SUBSCRIBED");
    expect(await statusOf(secretKey)).toBe("SUBSCRIBED");
  });
});
