// Over a real socket, because this room is about what comes in from one.
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { type Listener, type ListenOptions, listen } from "./listen.ts";
import { noteRequest, type RequestLogEntry } from "./request-log.ts";

const open: Listener[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close(0)));
});

async function start(options: Partial<ListenOptions> = {}): Promise<Listener> {
  const listener = await listen({
    name: "the test",
    port: 0,
    fetch: async (request) => new Response(`${request.method} ${new URL(request.url).pathname}`),
    ...options,
  });
  open.push(listener);
  return listener;
}

/** Sends bytes as they are and gives all that comes back until the server closes, or until it has answered. */
function send(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString();
      if (/\r\n\r\n/.test(answer)) setTimeout(() => socket.destroy(), 50);
    });
    socket.on("error", () => resolve(answer));
    socket.on("close", () => resolve(answer));
  });
}

const get = (port: number, target: string, headers: readonly string[]) =>
  send(port, [`GET ${target} HTTP/1.1`, ...headers, "", ""].join("\r\n"));

/** A promise with its resolver beside it. */
function signal<Value = void>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const statusOf = (answer: string) => Number(answer.split(" ")[1]);

describe("Host", () => {
  test.each([
    "localhost:54321",
    "LOCALHOST",
    "127.0.0.1:1",
    "[::1]:80",
    "rowlock.test",
    "rowlock.test:9",
    "box.test:8080",
  ])("%s is let in", async (host) => {
    const { port } = await start({ allowedHosts: ["rowlock.test", "box.test:8080"] });
    expect(statusOf(await get(port, "/", [`Host: ${host}`]))).toBe(200);
  });

  test.each([
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.example:54321",
    "box.test:8081",
    "localhost.",
    "0.0.0.0",
    "127.0.0.2",
    "[::]",
    "169.254.169.254",
  ])("%s is refused: it may be a page that rebinds DNS", async (host) => {
    const { port } = await start({ allowedHosts: ["rowlock.test", "box.test:8080"] });
    const answer = await get(port, "/", [`Host: ${host}`]);
    expect(statusOf(answer)).toBe(421);
    expect(answer).toContain("HOST_NOT_ALLOWED");
    expect(answer).toContain("Expected one of localhost, 127.0.0.1, [::1], rowlock.test");
  });

  test("none, two, or one that is no host are refused", async () => {
    const { port } = await start();
    expect(statusOf(await get(port, "/", []))).toBe(400);
    expect(statusOf(await get(port, "/", ["Host: localhost", "Host: evil.example"]))).toBe(421);
    expect(statusOf(await get(port, "/", ["Host: evil.example", "Host: localhost"]))).toBe(421);
    expect(statusOf(await get(port, "/", ["Host: a b"]))).toBe(400);
    expect(statusOf(await get(port, "/", ["Host: localhost/x"]))).toBe(400);
    expect(statusOf(await get(port, "/", ["Host: user@localhost"]))).toBe(400);
  });

  test("a target with a host of its own is refused, whatever Host says", async () => {
    const { port } = await start();
    expect(statusOf(await get(port, "http://evil.example/", ["Host: localhost"]))).toBe(400);
    expect(statusOf(await get(port, "*", ["Host: localhost"]))).toBe(400);
    expect(statusOf(await get(port, "http://localhost/", ["Host: evil.example"]))).toBe(400);
  });

  test("any is let in where it is not checked", async () => {
    const { port } = await start({ allowedHosts: "any" });
    expect(statusOf(await get(port, "/", ["Host: api.example.com"]))).toBe(200);
  });
});

describe("sizes", () => {
  const host = "Host: localhost";

  test("a URL of 64 KB is taken, one more gets 414", async () => {
    const { port } = await start();
    const path = `/${"a".repeat(64 * 1024 - 1)}`;
    expect(statusOf(await get(port, path, [host]))).toBe(200);
    expect(await get(port, `${path}b`, [host])).toContain("URL_TOO_LONG");
  });

  test("headers of more than 32 KB get 431, before and beyond what node reads", async () => {
    const { port } = await start();
    expect(statusOf(await get(port, "/", [host, `X: ${"a".repeat(30_000)}`]))).toBe(200);
    expect(await get(port, "/", [host, `X: ${"a".repeat(33_000)}`])).toContain("HEADERS_TOO_LARGE");
    expect(statusOf(await get(port, "/", [host, `X: ${"a".repeat(200_000)}`]))).toBe(431);
  });

  const echo: Partial<ListenOptions> = {
    limits: { body: 10 },
    fetch: async (request) => new Response(await request.text()),
  };
  const chunked = (...chunks: readonly string[]) =>
    [
      `POST / HTTP/1.1\r\n${host}\r\nTransfer-Encoding: chunked\r\n`,
      ...chunks.flatMap((chunk) => [chunk.length.toString(16), chunk]),
      "0\r\n\r\n",
    ].join("\r\n");

  test("a body beyond its limit gets 413, whether its length was declared or not", async () => {
    const { port, url } = await start(echo);
    const post = (body: string) => fetch(url, { method: "POST", body });
    expect(await (await post("0123456789")).text()).toBe("0123456789");
    const refused = await post("0123456789x");
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ code: "BODY_TOO_LARGE" });
    expect(await send(port, chunked("01234", "56789"))).toContain("0123456789");
    expect(statusOf(await send(port, chunked("01234", "56789", "x")))).toBe(413);
  });

  test("a body that grows too large gets 413 even from a handler that swallows the error", async () => {
    const { port } = await start({
      limits: { body: 10 },
      fetch: async (request) => new Response(await request.text().catch(() => "fine")),
    });
    expect(statusOf(await send(port, chunked("0123456789", "x")))).toBe(413);
  });
});

describe("paths", () => {
  test("are resolved before the handler sees them", async () => {
    const { port } = await start();
    const pathOf = async (target: string) =>
      (await get(port, target, ["Host: localhost"])).split("\r\n\r\n")[1];
    expect(await pathOf("/a/../../etc/passwd")).toBe("GET /etc/passwd");
    expect(await pathOf("/a/%2e%2e/b")).toBe("GET /b");
    expect(await pathOf("//evil.example/x")).toBe("GET //evil.example/x");
    expect(await pathOf("/a%2F..%2Fb")).toBe("GET /a%2F..%2Fb");
  });
});

describe("slow and leaving clients", () => {
  test("headers that never end are cut off with 408, and others are served meanwhile", async () => {
    const { port, url } = await start({ limits: { headersTimeout: 300 } });
    const slow = send(port, "GET / HTTP/1.1\r\nHost: local");
    expect((await fetch(url)).status).toBe(200);
    expect(statusOf(await slow)).toBe(408);
  });

  test("a body that never ends is cut off", async () => {
    const { port } = await start({
      limits: { headersTimeout: 300, requestTimeout: 600 },
      fetch: async (request) => new Response(await request.text()),
    });
    const head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc";
    expect(statusOf(await send(port, head))).toBe(408);
  });

  test("a client that goes away aborts the handler's signal, and the log says so", async () => {
    const aborted = signal();
    const logged = signal<RequestLogEntry>();
    const { url } = await start({
      onRequest: logged.resolve,
      fetch: async ({ signal }) => {
        await new Promise<void>((resolve) => {
          signal.addEventListener("abort", () => resolve());
        });
        aborted.resolve();
        return new Response("too late");
      },
    });
    await expect(fetch(url, { signal: AbortSignal.timeout(100) })).rejects.toThrow();
    await aborted.promise;
    expect((await logged.promise).aborted).toBe(true);
  });

  test("a response is not read faster than its client takes it", async () => {
    let pulled = 0;
    const { port } = await start({
      fetch: () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              pulled += 1;
              controller.enqueue(new Uint8Array(64 * 1024));
            },
          }),
        ),
    });
    const socket = connect(port, "127.0.0.1", () => {
      socket.pause();
      socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    });
    let before = -1;
    while (pulled !== before) {
      before = pulled;
      await sleep(200);
    }
    expect(pulled).toBeGreaterThan(0);
    expect(pulled).toBeLessThan(1_000);
    socket.destroy();
  });
});

describe("errors and the log", () => {
  test("what a handler throws reaches onError and no client", async () => {
    const errors: unknown[] = [];
    const { url } = await start({
      onError: (error) => errors.push(error),
      fetch: () => {
        throw new Error("password=hunter2");
      },
    });
    const response = await fetch(url);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("hunter2");
    expect(errors).toEqual([new Error("password=hunter2")]);
  });

  test("a log entry has names only, and who it was", async () => {
    const entries: RequestLogEntry[] = [];
    const { url } = await start({
      onRequest: (entry) => entries.push(entry),
      fetch: (request) => {
        noteRequest(request, { role: "authenticated", user: "user_1" });
        return new Response("{}", { status: 201 });
      },
    });
    await fetch(`${url}/rest/v1/tasks?select=id&name=eq.secret&apikey=sb_secret_x`, {
      method: "POST",
      body: "{}",
      headers: { authorization: "Bearer secret" },
    });
    await expect.poll(() => entries).toHaveLength(1);
    expect(entries[0]).toEqual({
      method: "POST",
      path: "/rest/v1/tasks?select&name&apikey",
      status: 201,
      ms: expect.any(Number),
      aborted: false,
      role: "authenticated",
      user: "user_1",
    });
    expect(JSON.stringify(entries)).not.toContain("secret");
  });

  test("no answer says what serves it", async () => {
    const { url } = await start();
    const { headers } = await fetch(url);
    expect([headers.get("x-powered-by"), headers.get("server")]).toEqual([null, null]);
  });
});

describe("opening and closing", () => {
  test("a taken port is named, with who holds it", async () => {
    const { port } = await start();
    const error = await start({ port, portHint: "Choose another with --port-base" }).catch(
      (e) => e,
    );
    expect(error).toMatchObject({ code: "PORT_TAKEN", hint: "Choose another with --port-base" });
    const holder = process.platform === "linux" ? `\\S+ \\(process ${process.pid}\\) in /.+` : ".+";
    expect(error.message).toMatch(new RegExp(`^Port ${port} is in use by ${holder}, and the test`));
  });

  test("an address of another machine is refused in words", async () => {
    await expect(start({ hostname: "192.0.2.1" })).rejects.toMatchObject({ code: "PORT_UNUSABLE" });
  });

  test("a unix socket has its permissions, and a file in its place is left alone", async () => {
    const directory = await mkdtemp(join(tmpdir(), "rowlock-socket-"));
    const path = join(directory, "api.sock");
    const { url, port } = await start({ socket: { path, mode: 0o600 } });
    expect([url, port]).toEqual([`unix:${path}`, 0]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const response = await new Promise<IncomingMessage>((resolve) => {
      request({ socketPath: path, path: "/" }, resolve).end();
    });
    expect(response.statusCode).toBe(200);
    response.resume();
    const file = join(directory, "file");
    await writeFile(file, "kept");
    const refused = start({ socket: { path: file, mode: 0o600 } });
    await expect(refused).rejects.toMatchObject({ code: "PORT_UNUSABLE" });
    expect(await readFile(file, "utf8")).toBe("kept");
    await rm(directory, { recursive: true });
  });

  test("close() lets a running request end, and then the port is free", async () => {
    const entered = signal();
    const release = signal();
    const listener = await start({
      fetch: async () => {
        entered.resolve();
        await release.promise;
        return new Response("whole");
      },
    });
    const running = fetch(listener.url);
    await entered.promise;
    const closed = listener.close(60_000);
    release.resolve();
    expect(await (await running).text()).toBe("whole");
    await closed;
    await expect(fetch(listener.url)).rejects.toThrow();
    await start({ port: listener.port });
  });

  test("close() cuts off what does not end", async () => {
    const listener = await start({ fetch: () => new Promise(() => {}) });
    const running = fetch(listener.url).catch(() => "cut off");
    await sleep(50);
    await listener.close(50);
    expect(await running).toBe("cut off");
  });
});
