// Large bodies beside each other, over real sockets: what there is no room for is refused before it is read.
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { type Listener, listen } from "./listen.ts";

const KIB = 1024;

let listener: Listener | undefined;
let letGo: () => void = () => {};

afterEach(async () => {
  letGo();
  await listener?.close(0);
});

/** Reads each body and holds it until it is let go; room for two of 150 KiB. */
async function start(bodies = 300 * KIB): Promise<number> {
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  listener = await listen({
    name: "the test",
    port: 0,
    limits: { body: 200 * KIB, bodies },
    async fetch(request) {
      const { byteLength } = await request.arrayBuffer();
      if (request.url.endsWith("/hold")) await held;
      return new Response(String(byteLength));
    },
  });
  return listener.port;
}

interface Sent {
  readonly path?: string;
  /** False: without a length, piece by piece. */
  readonly declared?: boolean;
  /** How much of the body is sent; default all. */
  readonly sends?: number;
}

async function send(
  port: number,
  bytes: number,
  { path = "/", declared = true, sends = bytes }: Sent = {},
) {
  const headers = declared ? { "content-length": bytes } : {};
  const outgoing = request({ port, host: "127.0.0.1", method: "POST", path, headers });
  outgoing.write(Buffer.alloc(sends));
  if (sends === bytes) outgoing.end();
  const incoming = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    outgoing.on("response", resolve);
    outgoing.on("error", reject);
  });
  const answer = {
    status: incoming.statusCode,
    headers: incoming.headers,
    text: await text(incoming),
  };
  outgoing.destroy();
  return answer;
}

test.each([true, false])(
  "bodies beyond the room for all are told to come again (declared: %s)",
  async (declared) => {
    const port = await start();
    const held = [1, 2].map(() => send(port, 150 * KIB, { path: "/hold", declared }));
    // Only part of it is ever sent: the refusal does not wait for the rest.
    await expect
      .poll(async () => (await send(port, 150 * KIB, { declared: true, sends: 100 })).status)
      .toBe(503);
    const refused = await send(port, 150 * KIB, { declared });
    expect(refused).toMatchObject({
      status: 503,
      headers: { "retry-after": "1", "access-control-allow-origin": "*" },
    });
    expect(JSON.parse(refused.text)).toMatchObject({ code: "BODIES_IN_FLIGHT" });
    // Nobody else notices.
    expect(await send(port, 10 * KIB, { declared })).toMatchObject({ status: 200 });
    letGo();
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200]);
    expect(await send(port, 150 * KIB, { declared })).toMatchObject({
      status: 200,
      text: String(150 * KIB),
    });
  },
  20_000,
);

test("the room of requests that were cut off is given back", async () => {
  const port = await start();
  for (let turn = 0; turn < 10; turn += 1) {
    const outgoing = request({
      port,
      host: "127.0.0.1",
      method: "POST",
      headers: { "content-length": 150 * KIB },
    });
    outgoing.on("error", () => {});
    outgoing.write(Buffer.alloc(100 * KIB));
    await new Promise((resolve) => setTimeout(resolve, 20));
    outgoing.destroy();
  }
  await expect.poll(async () => (await send(port, 150 * KIB)).status).toBe(200);
});

test("a body beyond its own limit is refused before it is read", async () => {
  const port = await start();
  expect(await send(port, 201 * KIB, { sends: 100 })).toMatchObject({ status: 413 });
  expect(await send(port, 201 * KIB, { declared: false })).toMatchObject({ status: 413 });
});
