import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { TEST_ENGINE } from "../../../test/engine-under-test.ts";
import { bundleProgram, type Program, runProgram } from "../../../test/program.ts";
import { identifyProcess } from "../../processes/process-identity.ts";
import { type EngineAccount, findEngineAccount } from "../engine/engine-account.ts";
import { locateEngine } from "../engine/locate-engine.ts";
import { type Cluster, type StartClusterOptions, startCluster } from "./start-cluster.ts";

const PATIENTLY = { timeout: 30_000 };

// One cluster in one project serves the tests in turn: starting it anew is cheap, making it is not.
let home: string;
let options: StartClusterOptions;
let running: Cluster | undefined;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "rowlock-cluster-"));
  chmodSync(home, 0o711);
  options = makeProject("project");
});

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

// As root's clone may be: nobody else can look inside.
function makeProject(name: string): StartClusterOptions {
  const projectDirectory = join(home, name);
  const stateDirectory = join(projectDirectory, ".rowlock");
  mkdirSync(stateDirectory, { recursive: true });
  chmodSync(projectDirectory, 0o700);
  return {
    projectDirectory,
    stateDirectory,
    sharedHome: join(home, "shared"),
    port: 0,
    superuserPassword: "a password with spaces & 'quotes'",
    durable: false,
    engine: TEST_ENGINE,
  };
}

async function start(more: Partial<StartClusterOptions> = {}): Promise<Cluster> {
  running = await startCluster({ ...options, ...more });
  return running;
}

function failure(promise: Promise<unknown>): Promise<Error & { code: string; details?: string }> {
  return promise.then(
    () => Promise.reject(new Error("It was to fail")),
    (error) => error,
  );
}

async function query(cluster: Cluster, ...statements: string[]): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: cluster.superuserUrl("postgres") });
  client.on("error", () => {});
  await client.connect();
  try {
    for (const statement of statements.slice(0, -1)) await client.query(statement);
    return await client.query(statements.at(-1) ?? "");
  } finally {
    await client.end();
  }
}

function logOf({ stateDirectory }: StartClusterOptions): string {
  return readFileSync(join(stateDirectory, "logs", "postgres.log"), "utf8");
}

describe("startCluster()", () => {
  test("makes a cluster, and finds its rows again at the next start", async () => {
    const first = await start();
    expect(first.fresh).toBe(true);
    await query(first, "create table kept (id int)", "insert into kept values (1)");
    await first.stop();
    expect(identifyProcess(first.pid)).toBeUndefined();
    const second = await start();
    expect(second.fresh).toBe(false);
    expect((await query(second, "select * from kept")).rows).toEqual([{ id: 1 }]);
  });

  test("listens on loopback only, for passwords only, and syncs to disk unless told otherwise", async () => {
    const cluster = await start({ durable: true });
    const { rows } = await query(
      cluster,
      `select name, setting from pg_settings where name in
        ('listen_addresses', 'unix_socket_directories', 'fsync', 'full_page_writes', 'synchronous_commit',
         'wal_level', 'server_encoding') order by name`,
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: "on",
      full_page_writes: "on",
      listen_addresses: "127.0.0.1",
      server_encoding: "UTF8",
      synchronous_commit: "on",
      unix_socket_directories: "",
      wal_level: "logical",
    });
    const rules = await query(cluster, "select type, auth_method from pg_hba_file_rules");
    expect(rules.rows).toEqual([{ type: "host", auth_method: "scram-sha-256" }]);
    const sorted = await query(
      cluster,
      "select string_agg(x, '' order by x) as s from unnest('{b,A,B,a,ä}'::text[]) x",
    );
    expect(sorted.rows).toEqual([{ s: "aAäbB" }]);
    const wrong = new pg.Client({
      connectionString: `postgresql://supabase_admin:no@127.0.0.1:${cluster.port}/postgres`,
    });
    expect(await failure(wrong.connect())).toMatchObject({ code: "28P01" });
  });

  test("writes no statement, value or error of a session into the log", async () => {
    const cluster = await start();
    await query(
      cluster,
      "create table secrets (word text primary key)",
      "insert into secrets values ('hush-1')",
    );
    const attempts = [
      "insert into secrets values ('hush-1')",
      "select 'hush-2'::int",
      "select hush-3(",
    ];
    for (const statement of attempts) await failure(query(cluster, statement));
    await query(cluster, "do $$ begin raise warning 'hush-4'; end $$");
    // A session that dies makes PostgreSQL tell what it was running.
    const dying = failure(query(cluster, "select 'hush-5', pg_sleep(600)"));
    const find =
      "select pid from pg_stat_activity where query like '%hush-5%' and pid <> pg_backend_pid()";
    await expect.poll(async () => (await query(cluster, find)).rowCount, PATIENTLY).toBe(1);
    process.kill((await query(cluster, find)).rows[0].pid, "SIGKILL");
    await dying;
    await expect
      .poll(
        () =>
          query(cluster, "select 1").then(
            () => "recovered",
            () => "",
          ),
        PATIENTLY,
      )
      .toBe("recovered");
    await cluster.stop();
    expect(logOf(options)).toContain("was terminated by signal 9");
    expect(logOf(options)).not.toMatch(/hush/);
  });

  test.runIf(process.getuid?.() === 0)(
    "as root, notes whose cluster it is, and refuses a place that others can change",
    async () => {
      const { dataDirectory } = await start();
      const shared = join(home, "shared");
      expect(dataDirectory.startsWith(shared)).toBe(true);
      expect(readFileSync(`${dataDirectory}.project`, "utf8")).toBe(
        `${options.projectDirectory}\n`,
      );
      await running?.stop();
      chmodSync(shared, 0o777);
      expect(await failure(start())).toMatchObject({ code: "CLUSTER_PLACE_UNSAFE" });
      chmodSync(shared, 0o711);
    },
  );

  test.runIf(process.getuid?.() === 0)(
    "as root, sets the cluster of an earlier project at the same place aside, and keeps its rows",
    async () => {
      const project = makeProject("again");
      await query(await start(project), "create table kept (id int)");
      await running?.stop();
      rmSync(project.projectDirectory, { recursive: true });
      makeProject("again");
      const notices: string[] = [];
      const changed = {
        superuserPassword: "another",
        onNotice: (text: string) => notices.push(text),
      };
      const { fresh, dataDirectory } = await start({ ...project, ...changed });
      const aside = `${dataDirectory}.earlier-project`;
      expect([fresh, existsSync(aside)]).toEqual([true, true]);
      expect(notices).toEqual([expect.stringContaining(aside)]);
    },
  );

  test("lets one of two win", async () => {
    const both = await Promise.allSettled([startCluster(options), startCluster(options)]);
    const won = both.filter((result) => result.status === "fulfilled");
    running = won[0]?.value;
    expect(won).toHaveLength(1);
    const lost = both.find((result) => result.status === "rejected");
    expect(lost?.reason).toMatchObject({
      code: "CLUSTER_IN_USE",
      message: expect.stringContaining(`process ${process.pid}`),
    });
  });

  test("names who holds a port that is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const error = await failure(start({ port }));
    server.close();
    expect(error).toMatchObject({ code: "PORT_TAKEN" });
    expect(error.message).toContain(`Port ${port} is in use by`);
    if (process.platform === "linux") expect(error.message).toContain(`(process ${process.pid})`);
  });

  test("says so when the kept password is not the cluster's, and leaves nothing running", async () => {
    const error = await failure(start({ superuserPassword: "another" }));
    expect(error).toMatchObject({ code: "CLUSTER_PASSWORD_WRONG" });
    expect(logOf(options).trimEnd()).toMatch(/database system is shut down$/);
    await start();
  });

  test("leaves a foreign process alone whose number stands in postmaster.pid", async () => {
    const { dataDirectory } = await start();
    await running?.stop();
    const foreign = spawn("sleep", ["60"]);
    writeFileSync(
      join(dataDirectory, "postmaster.pid"),
      `${foreign.pid}\n${dataDirectory}\n0\n1\n\n127.0.0.1\n\nready\n`,
    );
    const cluster = await start();
    expect(cluster.fresh).toBe(false);
    expect(identifyProcess(foreign.pid!)).toBeDefined();
    foreign.kill();
  });

  test("leaves a cluster of another major as it is, and says what to do", async () => {
    const { dataDirectory, installedEngine } = await start();
    await running?.stop();
    const version = join(dataDirectory, "PG_VERSION");
    const whole = readFileSync(version, "utf8");
    writeFileSync(version, "14\n");
    const before = readdirSync(dataDirectory);
    const error = await failure(start({ durable: true }));
    expect(error).toMatchObject({
      code: "CLUSTER_OTHER_MAJOR",
      message: expect.stringMatching(
        new RegExp(`made by PostgreSQL 14, and ${installedEngine ?? "Rowlock's own engine"} is `),
      ),
      hint: expect.stringContaining(`mv ${dataDirectory} ${dataDirectory}.postgresql-14`),
    });
    expect([readdirSync(dataDirectory), readFileSync(version, "utf8")]).toEqual([before, "14\n"]);
    writeFileSync(version, whole);
    expect((await start({ durable: true })).fresh).toBe(false);
  });

  test("makes a throw-away cluster of another major anew", async () => {
    const { dataDirectory } = await start();
    await running?.stop();
    writeFileSync(join(dataDirectory, "PG_VERSION"), "14\n");
    expect((await start()).fresh).toBe(true);
  });

  test("leaves a damaged cluster as it is, and says what is wrong", async () => {
    const { dataDirectory } = await start();
    await running?.stop();
    const control = join(dataDirectory, "global", "pg_control");
    const whole = readFileSync(control);
    rmSync(control);
    expect(await failure(start())).toMatchObject({
      code: "CLUSTER_DAMAGED",
      details: expect.stringContaining("pg_control"),
    });
    const broken = Buffer.from(whole);
    broken.fill(7, 8, 64);
    writeFileSync(control, broken);
    if (findEngineAccount() !== undefined)
      chownSync(control, findEngineAccount()!.uid, findEngineAccount()!.gid);
    expect(await failure(start())).toMatchObject({
      code: "CLUSTER_START_FAILED",
      details: expect.stringContaining("FATAL"),
    });
    expect(readFileSync(control)).toEqual(broken);
    writeFileSync(control, whole);
    await start();
  });
});

describe("a process that holds a cluster", () => {
  let file: string;
  let program: Program | undefined;

  beforeAll(async () => {
    const directory = join(home, "program");
    cpSync(locateEngine().directory, join(directory, "node_modules", locateEngine().name), {
      recursive: true,
      filter: (source) =>
        !/\.so(\.\d+)?$/.test(source) || !readdirSync(join(source, "..")).includes("pkgconfig"),
    });
    chmodSync(directory, 0o755);
    file = await bundleProgram("hold-cluster", directory);
  });

  afterEach(async () => {
    program?.child.kill("SIGINT");
    await program?.ended;
    program = undefined;
  });

  async function hold(
    argument: StartClusterOptions,
    account?: EngineAccount,
  ): Promise<{ port: number; pid: number; fresh: boolean; code?: string; message?: string }> {
    program = runProgram(file, { argument, account });
    return JSON.parse(await program.line());
  }

  test("stops its server on Ctrl-C", async () => {
    const { pid } = await hold(options);
    program?.child.kill("SIGINT");
    await program?.ended;
    expect(identifyProcess(pid)).toBeUndefined();
  });

  test("takes its server along when it exits without a word", async () => {
    const { pid } = await hold(options);
    program?.child.kill("SIGUSR2");
    await program?.ended;
    await expect.poll(() => identifyProcess(pid), PATIENTLY).toBeUndefined();
  });

  test.each(["node", "node and postgres"])(
    "loses no acknowledged row when %s is killed",
    async (killed) => {
      const held = await hold({ ...options, durable: true });
      const url = `postgresql://supabase_admin:${encodeURIComponent(options.superuserPassword)}@127.0.0.1:${held.port}/postgres`;
      const client = new pg.Client({ connectionString: url });
      client.on("error", () => {});
      await client.connect();
      await client.query("create table if not exists acked (id bigint)");
      await client.query("truncate acked");
      let acknowledged = 0;
      const writing = (async () => {
        for (;;) {
          await client.query(`insert into acked values (${acknowledged + 1})`);
          acknowledged += 1;
        }
      })().catch(() => {});
      await expect.poll(() => acknowledged, PATIENTLY).toBeGreaterThan(100);
      program?.child.kill("SIGKILL");
      if (killed !== "node") process.kill(held.pid, "SIGKILL");
      await program?.ended;
      const notices: string[] = [];
      const cluster = await start({ onNotice: (notice) => notices.push(notice) });
      await writing;
      await client.end();
      const { rows } = await query(
        cluster,
        "select count(*)::int as n, max(id)::int as last from acked",
      );
      expect(rows[0].n).toBe(rows[0].last);
      expect(rows[0].n - acknowledged).toBeOneOf([0, 1]);
      expect(notices).toHaveLength(killed === "node" ? 1 : 0);
      expect(identifyProcess(held.pid)).toBeUndefined();
    },
  );

  test("is named to a second one", async () => {
    await hold(options);
    const error = await failure(start());
    expect(error).toMatchObject({ code: "CLUSTER_IN_USE" });
    expect(error.message).toContain(`process ${program?.child.pid}`);
  });

  describe.runIf(process.getuid?.() === 0)("not as root", () => {
    const account = findEngineAccount();
    let own: StartClusterOptions;

    beforeAll(() => {
      own = makeProject("own");
      for (const directory of [own.projectDirectory, own.stateDirectory]) {
        chownSync(directory, account!.uid, account!.gid);
      }
    });

    test("keeps the cluster in the state folder, and copies the engine where node_modules is read-only", async () => {
      const held = await hold(own, account);
      expect(held).toMatchObject({ fresh: true });
      expect(readdirSync(own.stateDirectory)).toEqual(
        expect.arrayContaining(["cluster", "engine"]),
      );
    });

    test("says so when the state folder cannot be written", async () => {
      const closed = makeProject("closed");
      chmodSync(closed.projectDirectory, 0o755);
      chmodSync(closed.stateDirectory, 0o755);
      const held = await hold(closed, account);
      expect(held).toMatchObject({ code: "STATE_UNWRITABLE" });
      expect(readdirSync(closed.stateDirectory)).toEqual([]);
    });
  });
});
