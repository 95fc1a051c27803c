// Who hears and who speaks on private channels, and what becomes of a joined channel when its token changes or ends.
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RawSocket, type RealtimeLab, startRealtimeLab } from "../../test/realtime-lab.ts";

const PATIENTLY = { timeout: 30_000 };

let lab: RealtimeLab;
let own: string;

beforeAll(async () => {
  lab = await startRealtimeLab();
  own = `room:${lab.ids.ada}`;
});

afterAll(() => lab?.close());

const PRIVATE = { config: { private: true, broadcast: { ack: true } } };

async function joined(person: "ada" | "grace", topic: string, config: object = PRIVATE) {
  const socket = await lab.socket();
  const access_token = await lab.token(person);
  const reply = await socket.join(topic, { ...config, access_token });
  return { socket, reply };
}

const system = (socket: RawSocket) => socket.next(([, , , event]) => event === "system");
const closed = (socket: RawSocket) => socket.next(([, , , event]) => event === "phx_close");

/** Waits until all that was sent before has been worked on. */
async function settle({ send, next }: RawSocket): Promise<void> {
  const ref = `beat ${Math.random()}`;
  send([null, ref, "phoenix", "heartbeat", {}]);
  await next(([, of]) => of === ref);
}

async function signedFor(sub: string, claims: object): Promise<string> {
  const secret = new TextEncoder().encode(lab.api.stack.appKeys().jwtSecret);
  return new SignJWT({ sub, role: "authenticated", ...claims })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(secret);
}

const soon = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

describe("hearing and speaking", () => {
  test("who may only hear is dropped without a word, and nobody hears them", async () => {
    const { socket: reader, reply } = await joined("ada", "news");
    expect(reply.status).toBe("ok");
    const { socket: writer } = await joined("grace", "news");
    const payload = { type: "broadcast", event: "x", payload: {} };
    writer.send(["1", "7", "realtime:news", "broadcast", payload]);
    writer.send(["1", "8", "realtime:news", "phx_leave", {}]);
    await writer.next(([, ref]) => ref === "8");
    expect(writer.received.filter((message) => (message as unknown[])[1] === "7")).toEqual([]);
    await settle(reader);
    expect(reader.received.filter((message) => (message as unknown[])[3] === "broadcast")).toEqual(
      [],
    );
  });

  test("who may not be present is told so", async () => {
    const { socket } = await joined("ada", "news");
    socket.send(["1", "2", "realtime:news", "presence", { event: "track", payload: { a: 1 } }]);
    const [, , , , answer] = await socket.next(([, ref]) => ref === "2");
    expect(answer).toEqual({ status: "error", response: {} });
  });

  test("an error in a policy counts as no, and is told by its code", async () => {
    const { reply } = await joined("ada", "broken");
    expect(reply.response.reason).toBe(
      "Unauthorized: You do not have permissions to read from this Channel topic: broken",
    );
    expect(lab.api.events).toContainEqual({
      kind: "notice",
      text: "A policy on realtime.messages fails (22012), which counts as no",
    });
  });

  test("a public and a private channel of one name are two rooms", async () => {
    const { socket: secret } = await joined("ada", own);
    const open = await lab.socket();
    expect((await open.join(own)).status).toBe("ok");
    const payload = { type: "broadcast", event: "x", payload: {} };
    open.send(["1", "2", `realtime:${own}`, "broadcast", payload]);
    await settle(open);
    await settle(secret);
    expect(secret.received.some((message) => (message as unknown[])[3] === "broadcast")).toBe(
      false,
    );
  });

  test("asking leaves no row, and nobody but the logins may ask", async () => {
    await joined("ada", own);
    const { rows } = await lab.api.sql("select count(*) from realtime.messages");
    expect(rows[0].count).toBe("0");
    const granted = await lab.api.sql(`
      select rolname from pg_roles where not rolsuper and has_function_privilege(
        oid, '_rowlock.probe_messages(uuid[], text, text[])', 'execute') order by rolname`);
    // postgres may add and read messages without it.
    expect(granted.rows.map(({ rolname }) => rolname)).toEqual([
      "authenticator",
      "postgres",
      "rowlock_service",
    ]);
  });
});

describe("a token while joined", () => {
  test("of somebody else ends a private channel, which hears nothing from then on", async () => {
    const { socket } = await joined("ada", own);
    const { socket: speaker } = await joined("ada", own);
    const access_token = await lab.token("grace");
    socket.send(["1", null, `realtime:${own}`, "access_token", { access_token }]);
    expect((await system(socket))[4]).toEqual({
      extension: "system",
      status: "error",
      message: `You no longer have permission to read from this Channel topic: ${own}`,
      channel: own,
    });
    await closed(socket);
    const payload = { type: "broadcast", event: "x", payload: {} };
    speaker.send(["1", "2", `realtime:${own}`, "broadcast", payload]);
    expect((await speaker.next(([, ref]) => ref === "2"))[4]).toMatchObject({ status: "ok" });
    await settle(socket);
    expect(socket.received.some((message) => (message as unknown[])[3] === "broadcast")).toBe(
      false,
    );
  });

  test("that is none ends any channel; an API key and nothing are passed over", async () => {
    const socket = await lab.socket();
    await socket.join("open", { access_token: await lab.token("ada") });
    for (const access_token of [null, "sb_publishable_x", "", 7]) {
      socket.send(["1", null, "realtime:open", "access_token", { access_token }]);
    }
    await settle(socket);
    expect(socket.received).toHaveLength(2);
    socket.send(["1", null, "realtime:open", "access_token", { access_token: "none" }]);
    expect((await system(socket))[4].message).toBe("The token provided is not a valid JWT");
    await closed(socket);
  });

  test("ends the channel when it ends, and a newer one keeps it", async () => {
    const socket = await lab.socket();
    let exp = 0;
    // Once more with a longer life where the machine was slower than the token.
    for (let seconds = 2, isIn = false; !isIn; seconds *= 2) {
      exp = soon(seconds);
      const access_token = await signedFor("user_x", { exp });
      const kept = await socket.join("goes on", { access_token }, `kept ${seconds}`);
      const newer = { access_token: await signedFor("user_x", { exp: soon(600) }) };
      socket.send([`kept ${seconds}`, null, "realtime:goes on", "access_token", newer]);
      const ends = await socket.join("ends", { access_token }, `ends ${seconds}`);
      isIn = kept.status === "ok" && ends.status === "ok";
    }
    const [, , , , words] = await socket.next(
      ([, , topic, event]) => topic === "realtime:ends" && event === "system",
    );
    expect(words.message).toMatch(/^Token has expired \d+ seconds ago$/);
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
    await closed(socket);
    socket.send([null, "3", "realtime:goes on", "phx_leave", {}]);
    expect((await socket.next(([, ref]) => ref === "3"))[4]).toMatchObject({ status: "ok" });
  });

  test.each([
    [
      "expired",
      () => signedFor("u", { exp: soon(-9) }),
      /^InvalidJWTToken: Token has expired \d+ seconds ago$/,
    ],
    ["without an end", () => signedFor("u", {}), /^InvalidJWTToken: Fields `role` and `exp`/],
    [
      "without a role",
      () => signedFor("u", { role: undefined, exp: soon(60) }),
      /^InvalidJWTToken: Fields/,
    ],
    [
      "signed with another key",
      async () => `${(await lab.token("ada")).slice(0, -6)}AAAAAA`,
      /^JwtSignatureError: Failed/,
    ],
    ["of other letters", async () => "ĵ.ŵ.ŧ", /^MalformedJWT: /],
    ["that is none", async () => "x.y.z", /^MalformedJWT: The token provided is not a valid JWT$/],
  ])("%s is refused at the join", async (_, token, reason) => {
    const socket = await lab.socket();
    const reply = await socket.join("open", { access_token: await token() });
    expect(reply).toEqual({ status: "error", response: { reason: expect.stringMatching(reason) } });
  });
});

describe("replay", () => {
  test("gives the newest messages of a private topic, oldest first, told as such", async () => {
    for (const n of [1, 2, 3]) {
      await lab.api.sql("select realtime.send($1, 'note', $2, true)", [{ n }, own]);
    }
    const before = { ...PRIVATE.config, broadcast: { replay: { since: 0, limit: 2 } } };
    const { socket, reply } = await joined("ada", own, { config: before });
    expect(reply.status).toBe("ok");
    await expect.poll(() => socket.binary.length, PATIENTLY).toBe(2);
    expect(socket.binary.map((frame) => String(frame))).toEqual([
      expect.stringMatching(/note\{"replayed":true,"id":"[0-9a-f-]{36}"\}\{.*"n": 2/),
      expect.stringMatching(/note\{"replayed":true,"id":"[0-9a-f-]{36}"\}\{.*"n": 3/),
    ]);
    const late = { ...PRIVATE.config, broadcast: { replay: { since: Date.now() + 60_000 } } };
    const { socket: later } = await joined("ada", own, { config: late });
    await settle(later);
    expect(later.binary).toEqual([]);
  });

  test("and what the database sends meanwhile comes once, with its id", async () => {
    const config = {
      private: true,
      broadcast: { replay: { since: Date.now() - 1000 }, replication_ready: true },
    };
    const { socket: first } = await joined("ada", own, { config });
    await first.next(([, , , , { message }]) => message === "Replication connection established");
    const send = (n: number) =>
      lab.api.sql("select realtime.send($1, 'live', $2, true)", [{ n }, own]);
    await send(1);
    const [{ socket: second }] = await Promise.all([joined("ada", own, { config }), send(2)]);
    await send(3);
    const heard = ({ binary }: RawSocket) =>
      binary.map((frame) => /live.*"n": (\d)/.exec(String(frame))?.[1]).filter(Boolean);
    await expect.poll(() => heard(first), PATIENTLY).toEqual(["1", "2", "3"]);
    await expect.poll(() => heard(second), PATIENTLY).toEqual(["1", "2", "3"]);
    expect(String(first.binary.at(-1))).toMatch(/live\{"id":"[0-9a-f-]{36}"\}\{/);
  });

  test.each([
    [{ broadcast: { replay: { since: 0 } } }, "Replay is not allowed for public channels"],
    [{ private: true, broadcast: { replay: { since: "x" } } }, "Replay params are not valid"],
    [{ private: true, broadcast: { replay: 7 } }, "Replay params are not valid"],
  ])("%j is refused", async (config, words) => {
    const { reply } = await joined("ada", own, { config });
    expect(reply.response.reason).toBe(`UnableToReplayMessages: ${words}`);
  });
});
