import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.ts";
import { createSessionPool, type Session, type SessionPool } from "./session-pool.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

async function withPool(
  options: Partial<Parameters<typeof createSessionPool>[0]>,
  work: (pool: SessionPool) => Promise<void>,
): Promise<void> {
  const pool = createSessionPool({
    connectionString: database.authenticatorUrl,
    applicationName: "session pool",
    max: 2,
    acquireTimeoutMs: 10_000,
    idleTimeoutMs: 0,
    maxLifetimeSeconds: 0,
    statementLimit: 10,
    ...options,
  });
  try {
    await work(pool);
  } finally {
    await pool.end();
  }
}

async function pidOf({ client }: Session): Promise<number> {
  return (await client.query("select pg_backend_pid() as pid")).rows[0].pid;
}

/** How many connections PostgreSQL has under this name. */
async function countConnections(applicationName: string): Promise<number> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  const { rows } = await client.query(
    "select count(*)::int as count from pg_stat_activity where application_name = $1",
    [applicationName],
  );
  await client.end();
  return rows[0].count;
}

test("hands a connection to whoever waits, in their order, and never opens more than allowed", () =>
  withPool({ applicationName: "in turn" }, async (pool) => {
    const [first, second] = await Promise.all([pool.acquire(), pool.acquire()]);
    const served: number[] = [];
    const waiting = [1, 2, 3].map(async (number) => {
      const session = await pool.acquire();
      served.push(number);
      return session;
    });
    expect(await countConnections("in turn")).toBe(2);
    pool.release(first);
    pool.release(second);
    pool.release(await waiting[0]!);
    await Promise.all(waiting);
    expect(served).toEqual([1, 2, 3]);
    for (const session of await Promise.all(waiting.slice(1))) pool.release(session);
    expect(await countConnections("in turn")).toBe(2);
    // What is free is given at once.
    const again = pool.acquire();
    expect(again).not.toBeInstanceOf(Promise);
    pool.release(again as Session);
  }));

test("lets nobody wait longer than allowed, and serves those who came later", () =>
  withPool({ max: 1, acquireTimeoutMs: 300 }, async (pool) => {
    const held = await pool.acquire();
    await expect(pool.acquire()).rejects.toMatchObject({ code: "DATABASE_BUSY" });
    const patient = pool.acquire();
    pool.release(held);
    pool.release(await patient);
  }));

test("replaces what was lost while it was free, or at work", () =>
  withPool({ max: 1 }, async (pool) => {
    const session = await pool.acquire();
    const pid = await pidOf(session);
    pool.release(session);
    await database.query(`select pg_terminate_backend(${pid})`);
    await vi.waitFor(async () => {
      const next = await pool.acquire();
      expect(next).not.toBe(session);
      pool.release(next);
    });
    const atWork = await pool.acquire();
    const waiting = pool.acquire();
    const workPid = await pidOf(atWork);
    const gone = new Promise((resolve) => atWork.client.once("end", resolve));
    await database.query(`select pg_terminate_backend(${workPid})`);
    await gone;
    pool.release(atWork);
    const given = await waiting;
    expect(await pidOf(given)).not.toBe(workPid);
    pool.release(given);
  }));

test("closes what is not needed, and what is too old", async () => {
  await withPool({ applicationName: "idle", idleTimeoutMs: 200 }, async (pool) => {
    const sessions = await Promise.all([pool.acquire(), pool.acquire()]);
    for (const session of sessions) pool.release(session);
    await vi.waitFor(async () => expect(await countConnections("idle")).toBe(0), 5_000);
    pool.release(await pool.acquire());
  });
  await withPool({ max: 1, maxLifetimeSeconds: 0.2 }, async (pool) => {
    const session = await pool.acquire();
    pool.release(session);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const next = await pool.acquire();
    expect(next).not.toBe(session);
    pool.release(next);
  });
});

test("gives back no connection that stands in a transaction", () =>
  withPool({ max: 1 }, async (pool) => {
    const session = await pool.acquire();
    await session.client.query("begin");
    pool.release(session);
    const next = await pool.acquire();
    expect(next).not.toBe(session);
    pool.release(next);
  }));

test("renews every connection, those at work when they are done", () =>
  withPool({}, async (pool) => {
    const [free, atWork] = await Promise.all([pool.acquire(), pool.acquire()]);
    pool.release(free);
    pool.renew();
    await pidOf(atWork);
    pool.release(atWork);
    const next = await Promise.all([pool.acquire(), pool.acquire()]);
    for (const session of next) {
      expect([free, atWork]).not.toContain(session);
      pool.release(session);
    }
  }));

test("ends when the work is done, that which waits too, and takes no more", async () => {
  await withPool({ applicationName: "ending", max: 1 }, async (pool) => {
    const held = await pool.acquire();
    const waiting = pool.acquire();
    const ended = pool.end();
    expect(() => pool.acquire()).toThrow("The database cannot be reached");
    pool.release(held);
    pool.release(await waiting);
    await ended;
    expect(await countConnections("ending")).toBe(0);
  });
});

test("says why a connection can't be made, to those who wait too", () =>
  withPool({ max: 1, connectionString: "postgresql://nobody:x@127.0.0.1:1/none" }, async (pool) => {
    const all = await Promise.allSettled([pool.acquire(), pool.acquire(), pool.acquire()]);
    for (const one of all) {
      expect(one).toMatchObject({ status: "rejected", reason: { code: "DATABASE_UNREACHABLE" } });
    }
  }));
