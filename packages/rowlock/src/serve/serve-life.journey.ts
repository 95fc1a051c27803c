// The life of `rowlock serve`: workers that die and are replaced, signals at any moment, a database that is not to be
// waited for. From outside: processes, signals, connections, exit codes.
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startProxy } from "../../test/cuttable-proxy.ts";
import { findFreePorts } from "../../test/free-ports.ts";
import { type ServeProcess, workersOf } from "../../test/serve.ts";
import {
  ask,
  askAdmin,
  connects,
  createServeLab,
  SECRET,
  type ServeLab,
  statusOf,
  token,
} from "../../test/serve-lab.ts";

let lab: ServeLab;

beforeAll(async () => {
  lab = await createServeLab();
});

afterEach(() => lab.stopAll());

afterAll(() => lab.close());

const POLL = { timeout: 30_000, interval: 50 };

/** Well under the 30 seconds after which a supervisor or the first process itself kills. */
const SOON = { timeout: 12_000, interval: 50 };

const liveStatus = async (server: ServeProcess) => (await askAdmin(server, "/live")).status;

describe("workers", () => {
  test("share the port, take reloads, and are replaced when they die", async () => {
    const server = await lab.startReady(
      { PGRST_LOG_LEVEL: "info", PGRST_DB_CHANNEL_ENABLED: "false" },
      ["--workers", "2"],
    );
    const bearer = await token("authenticated");
    const statuses = await Promise.all(
      Array.from({ length: 8 }, () => statusOf(server, "/tasks", bearer)),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    await expect.poll(() => server.output(), POLL).toMatch(/- authenticated .* worker 1$/m);
    await expect.poll(() => server.output(), POLL).toMatch(/- authenticated .* worker 2$/m);

    await lab.admin.query("create table leaves (id int); grant select on leaves to authenticated");
    server.child.kill("SIGUSR1");
    const both = () =>
      Promise.all(Array.from({ length: 4 }, () => statusOf(server, "/leaves", bearer)));
    await expect.poll(both, POLL).toEqual([200, 200, 200, 200]);

    const metrics = await (await askAdmin(server, "/metrics")).text();
    expect(metrics).toContain('pgrst_db_pool_max{worker="2"} 5');

    // A worker that stands still is handed one connection, and takes it no more.
    const [worker] = workersOf(server);
    process.kill(worker!, "SIGSTOP");
    const answered: number[] = [];
    const asked = Array.from({ length: 4 }, async () =>
      answered.push(await statusOf(server, "/tasks", bearer)),
    );
    await expect.poll(() => answered, POLL).toEqual([200, 200, 200]);
    process.kill(worker!, "SIGKILL");
    const ends = await Promise.allSettled(asked);
    expect(ends.filter(({ status }) => status === "rejected")).toHaveLength(1);
    await expect.poll(() => server.output(), POLL).toContain("[worker 3] Successfully connected");
    await expect.poll(server.readiness, POLL).toBe(200);
    const workers = workersOf(server);
    expect(workers).toHaveLength(2);
    expect(await statusOf(server, "/tasks", bearer)).toBe(200);
    expect(await server.stop()).toBe(0);
    expect(workers.filter(isAlive)).toEqual([]);
  });

  test("all killed at once, with no admin server to hold the first process: it goes on", async () => {
    const { base } = await findFreePorts();
    const env = { PGRST_ADMIN_SERVER_UNIX_SOCKET: "", PGRST_SERVER_PORT: `${base}` };
    const server = await lab.start(env, ["--workers", "2"]);
    for (const pid of workersOf(server)) process.kill(pid, "SIGKILL");
    const bearer = await token("authenticated");
    const status = () => statusOf(server, "/tasks", bearer).catch(() => "refused");
    await expect.poll(() => workersOf(server).length, POLL).toBe(2);
    await expect.poll(status, POLL).toBe(200);
    expect(await server.stop()).toBe(0);
  });

  // A pause for all of them together grew to its longest, while two of three places stood empty.
  test("killed one after the other, each is back after a pause of its own", async () => {
    const server = await lab.startReady({}, ["--workers", "3"]);
    for (let kills = 0; kills < 8; kills += 1) {
      await expect.poll(() => workersOf(server).length, POLL).toBeGreaterThan(0);
      process.kill(workersOf(server)[0]!, "SIGKILL");
      await new Promise((wake) => setTimeout(wake, 700));
    }
    const listening = async () => {
      const metrics = await (await askAdmin(server, "/metrics")).text();
      return metrics.match(/^pgrst_db_pool_max\{/gm)?.length;
    };
    await expect.poll(listening, { timeout: 8_000, interval: 50 }).toBe(3);
  });

  test("a first worker that is killed while it boots is started again", async () => {
    const { base } = await findFreePorts();
    const silent = await startSilent();
    const env = { ...required(silent.url), PGRST_SERVER_PORT: `${base}` };
    const server = lab.program.launch(env, ["--workers", "2"]);
    await expect.poll(() => workersOf(server).length, POLL).toBe(1);
    process.kill(workersOf(server)[0]!, "SIGKILL");
    await expect.poll(() => server.output(), POLL).toContain("is started anew");
    await expect.poll(() => workersOf(server).length, POLL).toBe(1);
    server.child.kill("SIGTERM");
    await expect.poll(() => server.child.exitCode, SOON).toBe(0);
    silent.close();
  });
});

describe("SIGTERM", () => {
  for (const workers of ["1", "2"]) {
    const args = ["--workers", workers];
    const processes = `${workers} process(es)`;

    test(`lets a running request end and takes no new one, with ${processes}`, async () => {
      const server = await lab.startReady({}, args);
      const bearer = await token("authenticated");
      expect(await liveStatus(server)).toBe(200);
      const heard: string[] = [];
      const unused = connect(Number(new URL(server.url).port), "127.0.0.1")
        .on("data", (chunk) => heard.push(String(chunk)))
        .on("error", () => {});
      const closed = new Promise((resolve) => unused.on("close", resolve));
      await once(unused, "connect");
      const slow = ask(server, "/rpc/nap?seconds=1.5", bearer);
      await expect.poll(() => lab.napping(), POLL).toBe(1);
      server.child.kill("SIGTERM");
      await expect.poll(() => server.output(), POLL).toContain("Stopping");
      await expect.poll(() => connects(server), POLL).toBe(false);
      expect(await liveStatus(server)).toBe(500);
      // What was connected and had asked for nothing is not answered any more.
      unused.write("GET /tasks HTTP/1.1\r\nhost: localhost\r\n\r\n", () => {});
      await closed;
      expect(heard).toEqual([]);
      const response = await slow;
      expect([response.status, await response.json()]).toEqual([200, ""]);
      await expect.poll(() => server.child.exitCode, SOON).toBe(0);
    });

    test(`ends it while the database says nothing, before its port is open, with ${processes}`, async () => {
      const { base } = await findFreePorts();
      const silent = await startSilent();
      const env = { ...required(silent.url), PGRST_SERVER_PORT: `${base}` };
      const server = lab.program.launch(env, args);
      await silent.asked;
      server.child.kill("SIGTERM");
      await expect.poll(() => server.child.exitCode, SOON).toBe(0);
      expect(server.output()).not.toContain("listening on");
      silent.close();
    });
  }

  test("while a worker boots: no new request is taken, and the end comes at once", async () => {
    const { base } = await findFreePorts();
    const server = await lab.startReady({ PGRST_SERVER_PORT: `${base}` }, ["--workers", "2"]);
    const before = workersOf(server);
    process.kill(before[0]!, "SIGKILL");
    await expect
      .poll(() => workersOf(server).some((pid) => !before.includes(pid)), POLL)
      .toBe(true);
    server.child.kill("SIGTERM");
    await expect.poll(() => server.output(), POLL).toContain("Stopping");
    await expect.poll(() => connects(server), POLL).toBe(false);
    let answers = 0;
    while (server.child.exitCode === null && server.child.signalCode === null) {
      const status = await statusOf(server, "/tasks").catch(() => undefined);
      if (status !== undefined) answers += 1;
    }
    expect([answers, server.child.exitCode]).toEqual([0, 0]);
  });
});

describe("without automatic recovery", () => {
  for (const [channel, teller] of [
    ["true", "the listener"],
    ["false", "a health check"],
  ] as const) {
    test(`a lost database ends the server, as soon as ${teller} tells`, async () => {
      const proxy = await startProxy(Number(new URL(lab.uri).port));
      const behind = new URL(lab.uri);
      behind.port = String(proxy.port);
      const server = await lab.startReady({
        PGRST_DB_URI: behind.href,
        PGRST_DB_POOL_AUTOMATIC_RECOVERY: "false",
        PGRST_DB_CHANNEL_ENABLED: channel,
      });
      await proxy.cut();
      if (channel === "false") expect(await server.readiness()).toBe(503);
      await expect.poll(() => server.child.exitCode, POLL).toBe(2);
      expect(server.output()).toContain("Automatic recovery disabled, exiting");
    });
  }

  for (const workers of ["1", "2"]) {
    const args = ["--workers", workers];

    // PostgREST ends by pg_terminate_backend too, although the database is there.
    test(`so does the end of its connections, with ${workers} process(es)`, async () => {
      const env = { PGRST_DB_POOL_AUTOMATIC_RECOVERY: "false" };
      const server = await lab.startReady(env, args);
      await lab.admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = $1",
        [lab.login],
      );
      await expect.poll(() => server.child.exitCode, SOON).toBe(2);
      expect(server.output()).toContain("Automatic recovery disabled, exiting");
      expect(server.output()).not.toContain("is started anew");
      expect(await connects(server)).toBe(false);
    });

    test(`a database that is not there at the start ends it, with ${workers} process(es)`, async () => {
      const nowhere = new URL(lab.uri);
      nowhere.pathname = "/nowhere";
      const env = { ...required(nowhere.href), PGRST_DB_POOL_AUTOMATIC_RECOVERY: "false" };
      const { code, output } = await lab.program.run({ ...env, PGRST_SERVER_PORT: "0" }, args);
      expect([code, output]).toEqual([2, expect.stringContaining("Automatic recovery disabled")]);
    });
  }

  // The control of the above: with it, which is the default, the same changes nothing.
  test("with it, the end of its connections ends nothing", async () => {
    const server = await lab.startReady({}, ["--workers", "2"]);
    await lab.admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = $1",
      [lab.login],
    );
    const bearer = await token("authenticated");
    await expect.poll(() => statusOf(server, "/tasks", bearer), POLL).toBe(200);
    await expect.poll(server.readiness, POLL).toBe(200);
    expect(server.child.exitCode).toBe(null);
  });
});

/** What a server needs that is launched by hand, on loopback. */
function required(uri: string) {
  return { PGRST_DB_URI: uri, PGRST_JWT_SECRET: SECRET, PGRST_SERVER_HOST: "127.0.0.1" };
}

/** A database that takes connections and says nothing. */
async function startSilent() {
  const server = createServer();
  const asked = once(server, "connection");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://nobody@127.0.0.1:${port}/nowhere`,
    /** Settles when somebody has connected. */
    asked,
    close: () => server.close(),
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
