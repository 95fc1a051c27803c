// What comes in a wrong form, too large, too often, from the wrong place, or not at all.
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RealtimeLab, startRealtimeLab } from "../../test/realtime-lab.ts";

const PATIENTLY = { timeout: 30_000 };

let lab: RealtimeLab;

beforeAll(async () => {
  lab = await startRealtimeLab();
});

afterAll(() => lab?.close());

const bytes = (...parts: readonly (number | string)[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))),
  );

describe("frames that are none", () => {
  test.each<[string, unknown, RegExp]>([
    ["no JSON", "{", /must be JSON/],
    ["four fields", '["1","1","realtime:a","phx_join"]', /array of five/],
    ["an object", '{"topic":"realtime:a"}', /array of five/],
    ["no topic", "[null,null,7,null,{}]", /topic and an event/],
    ["a ref that is a list", '[null,[],"phoenix","heartbeat",{}]', /ref is a string/],
    ["nothing in bytes", Buffer.alloc(0), /kind 3/],
    ["another kind", bytes(4, 1, 1, 0, 1, "ab{}"), /kind 3/],
    ["a cut head", bytes(3, 0, 0, 9), /shorter than its head/],
    [
      "lengths beyond the frame",
      bytes(3, 1, 1, 200, 5, 0, 1, "12realtime:a"),
      /shorter than its lengths/,
    ],
    ["no UTF-8", bytes(3, 0, 0, 2, 0, 0, 1, 0xc3, 0x28, "{}"), /UTF-8/],
    ["an unknown encoding", bytes(3, 0, 0, 1, 1, 0, 9, "ab{}"), /encoding/],
    ["JSON that is none", bytes(3, 0, 0, 1, 1, 0, 1, "ab{"), /must be/],
  ])("%s ends the connection with words", async (_, message, words) => {
    const raw = await lab.socket();
    raw.send(message);
    expect(await raw.closed).toEqual({ code: 1007, reason: expect.stringMatching(words) });
  });

  test("in version 1: an array, and bytes", async () => {
    for (const message of ["[1,2,3,4,5]", Buffer.from([3])]) {
      const raw = await lab.socket("1.0.0");
      raw.send(message);
      expect((await raw.closed).code).toBe(1007);
    }
  });

  test("more than 5,000,000 bytes ends it, and one byte less is read", async () => {
    const head = '[null,"1","phoenix","heartbeat","';
    const raw = await lab.socket();
    raw.send(`${head}${"x".repeat(5_000_000 - head.length - 2)}"]`);
    await raw.next(([, ref]) => ref === "1");
    raw.send(`${head}${"x".repeat(5_000_000 - head.length - 1)}"]`);
    expect((await raw.closed).code).toBe(1009);
  });
});

describe("topics", () => {
  test("200 joins of one connection: 100 are let in, and one more after a leave", async () => {
    const raw = await lab.socket();
    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, index) => raw.join(`t${index}`, {}, `${index}`)),
    );
    const refused = {
      status: "error",
      response: { reason: "ChannelRateLimitReached: Too many channels" },
    };
    expect(replies.filter(({ status }) => status === "ok")).toHaveLength(100);
    expect(replies.slice(100)).toEqual(Array.from({ length: 100 }, () => refused));
    raw.send(["0", "leave", "realtime:t0", "phx_leave", {}]);
    await raw.next(([, , topic, event]) => topic === "realtime:t0" && event === "phx_close");
    expect((await raw.join("one more", {}, "201")).status).toBe("ok");
  });

  test.each(["it's", 'a "b" \\c', "ünïcödé 🎉", "x".repeat(300), "a\u0000b", "$1; drop"])(
    "%j is a name like any other",
    async (topic) => {
      const [here, there] = [await lab.socket(), await lab.socket()];
      for (const raw of [here, there]) expect((await raw.join(topic)).status).toBe("ok");
      const payload = { type: "broadcast", event: "e", payload: { a: 1 } };
      here.send(["1", "2", `realtime:${topic}`, "broadcast", payload]);
      const [, , heardOn, , heard] = await there.next(([, , , event]) => event === "broadcast");
      expect([heardOn, heard]).toEqual([`realtime:${topic}`, payload]);
      const access_token = await lab.token("ada");
      const secret = await here.join(topic, { access_token, config: { private: true } }, "3");
      expect(secret.response.reason).toMatch(/^Unauthorized: /);
    },
  );

  test("no name is refused, and a topic that one is not on answers", async () => {
    const raw = await lab.socket();
    expect((await raw.join("")).response.reason).toBe(
      "TopicNameRequired: You must provide a topic name",
    );
    raw.send([null, "2", "elsewhere", "phx_join", {}]);
    raw.send([null, "3", "realtime:unjoined", "broadcast", {}]);
    for (const ref of ["2", "3"]) {
      expect((await raw.next(([, of]) => of === ref))[4]).toEqual({
        status: "error",
        response: { reason: "unmatched topic" },
      });
    }
  });

  test("the same topic once more closes the join of before", async () => {
    const raw = await lab.socket();
    await raw.join("again", {}, "1");
    expect((await raw.join("again", {}, "2")).status).toBe("ok");
    expect(await raw.next(([, , , event]) => event === "phx_close")).toEqual([
      "1",
      "1",
      "realtime:again",
      "phx_close",
      {},
    ]);
  });

  test("a sixth presence event within half a minute ends the channel", async () => {
    const raw = await lab.socket();
    await raw.join("busy");
    for (const at of [1, 2, 3, 4, 5, 6]) {
      raw.send([
        "1",
        `${at + 1}`,
        "realtime:busy",
        "presence",
        { event: "track", payload: { at } },
      ]);
    }
    const [, , , , words] = await raw.next(([, , , event]) => event === "system");
    expect(words.message).toBe("Client presence rate limit exceeded");
    await raw.next(([, , , event]) => event === "phx_close");
  });
});

test("who stops reading is cut off; the others hear everything meanwhile", async () => {
  const [speaker, reader, sleeper] = [await lab.socket(), await lab.socket(), await lab.socket()];
  for (const raw of [speaker, reader, sleeper]) await raw.join("loud");
  sleeper.socket.pause();
  const big = "x".repeat(1_000_000);
  for (let n = 0; n < 40; n += 1) {
    speaker.send(["1", null, "realtime:loud", "broadcast", { event: "e", payload: { n, big } }]);
    await reader.next(
      ([, , , , payload]) => (payload.payload as { n?: number } | undefined)?.n === n,
    );
  }
  await expect
    .poll(() => lab.api.events, PATIENTLY)
    .toContainEqual({
      kind: "notice",
      text: "A realtime client that does not read what it is sent was cut off",
    });
  sleeper.socket.resume();
  expect((await sleeper.closed).code).toBe(1006);
});

describe("at the door", () => {
  const path = "/realtime/v1/websocket";

  /** A handshake, or any other request, and the answer to it. */
  function ask(target: string, headers: Record<string, string> = {}, body = "") {
    return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const method = body === "" ? "GET" : "POST";
      const sent = request(`${lab.url}${target}`, { method, headers }, async (response) => {
        let text = "";
        for await (const chunk of response) text += chunk;
        resolve({ status: response.statusCode, text });
      });
      sent.on("upgrade", (_, socket) => {
        socket.destroy();
        resolve({ status: 101, text: "" });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }
  const HANDSHAKE = {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  };

  test("a key in the query or in a header; none, a wrong one and a browser's secret one are refused", async () => {
    const { anonKey, publishableKey, secretKey } = lab.api.stack.appKeys();
    const handshake = async (query: string, headers: Record<string, string> = {}) =>
      (await ask(`${path}?vsn=2.0.0${query}`, { ...HANDSHAKE, ...headers })).status;
    expect(await handshake(`&apikey=${anonKey}`)).toBe(101);
    expect(await handshake(`&apikey=${publishableKey}`)).toBe(101);
    expect(await handshake("", { apikey: publishableKey })).toBe(101);
    expect(await handshake("&apikey=wrong")).toBe(401);
    expect(await handshake(`&apikey=${secretKey}`)).toBe(101);
    expect(await handshake(`&apikey=${secretKey}`, { Origin: "http://localhost" })).toBe(401);
    expect(await ask(path, HANDSHAKE)).toEqual({
      status: 401,
      text: '{"error":"API key is missing"}',
    });
    expect((await ask(`${path}?apikey=${anonKey}&vsn=3.0.0`, HANDSHAKE)).status).toBe(400);
    expect((await ask(`${path}?apikey=${anonKey}`)).status).toBe(426);
  });

  test("a foreign Host gets no socket", async () => {
    const { anonKey } = lab.api.stack.appKeys();
    const foreign = { ...HANDSHAKE, Host: "evil.example" };
    expect((await ask(`${path}?apikey=${anonKey}`, foreign)).status).toBe(421);
  });

  test("a wish for another protocol is passed over, the body is not", async () => {
    const { anonKey } = lab.api.stack.appKeys();
    const headers = {
      Connection: "Upgrade",
      Upgrade: "h2c",
      apikey: anonKey,
      "content-type": "application/json",
    };
    const { status, text } = await ask("/realtime/v1/api/broadcast", headers, '{"messages":[{}]}');
    expect([status, JSON.parse(text)]).toEqual([
      422,
      {
        errors: {
          messages: [
            { topic: ["can't be blank"], event: ["can't be blank"], payload: ["can't be blank"] },
          ],
        },
      },
    ]);
  });
});

describe("broadcasts by HTTP", () => {
  const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${lab.url}/realtime/v1/api/broadcast${path}`, {
      method: "POST",
      body,
      headers: {
        apikey: lab.api.stack.appKeys().anonKey,
        "content-type": "application/json",
        ...headers,
      },
    });
    return [response.status, await response.text()];
  };

  test("refusals", async () => {
    expect(await post("", "{")).toEqual([422, '{"errors":{"messages":["is invalid"]}}']);
    expect((await post("/t/events/e", "{"))[0]).toBe(400);
    expect((await post("/t/events/e", "x", { "content-type": "text/plain" }))[0]).toBe(415);
    expect((await post("/%zz/events/e", "{}"))[0]).toBe(400);
    expect((await post("/t/events", "{}"))[0]).toBe(404);
    expect((await post("/t/events/e", JSON.stringify("x".repeat(3_000_000))))[0]).toBe(413);
    expect((await post("/t/events/e?persist=true&private=true", "{}"))[0]).toBe(501);
    expect(await post("/t/events/e?private=true", "{}")).toEqual([
      403,
      '{"message":"Unauthorized"}',
    ]);
    const bad = { authorization: "Bearer none" };
    expect(await post("/t/events/e", "{}", bad)).toEqual([401, '{"message":"Unauthorized"}']);
  });

  test("of several, those to private topics that one may not speak on are dropped", async () => {
    const access_token = await lab.token("ada");
    const topic = `room:${lab.ids.ada}`;
    const raw = await lab.socket();
    await raw.join(topic, { access_token, config: { private: true } });
    const message = (event: string) => ({ topic, event, payload: {}, private: true });
    const send = (event: string, token: string) =>
      post("", JSON.stringify({ messages: [message(event)] }), {
        authorization: `Bearer ${token}`,
      });
    expect(await send("hers", await lab.token("grace"))).toEqual([202, ""]);
    expect(await send("own", access_token)).toEqual([202, ""]);
    await expect
      .poll(() => raw.binary.map(String), PATIENTLY)
      .toEqual([expect.stringContaining("own{}")]);
  });
});
