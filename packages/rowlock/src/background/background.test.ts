import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { type Background, startBackground } from "./start-background.ts";

let database: TestDatabase;
let background: Background;
let server: Server;
let base: string;
const arrived: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      arrived.push(`${request.method} ${request.url} ${request.headers["x-key"] ?? ""} ${body}`);
      if (request.url === "/away") response.writeHead(302, { location: `${base}/secret` }).end();
      else if (request.url !== "/slow")
        response.writeHead(201, { "content-type": "text/plain" }).end("made");
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  background = await startBackground({
    connectionString: database.ownerUrl,
    superuserUrl: database.superuserUrl,
    allowedHosts: ["allowed.test"],
    fetch: (url, init) =>
      fetch(String(url).startsWith("http://allowed.test") ? `${base}/allowed` : url, init),
    onError: (error) => {
      throw error;
    },
  });
});

afterAll(async () => {
  await background?.close();
  server?.closeAllConnections();
  server?.close();
  await database?.drop();
});

/** The row once it is there. */
function eventually(
  text: string,
  values: readonly unknown[] = [],
): Promise<Record<string, unknown>> {
  return vi.waitFor(
    async () => {
      const { rows } = await database.query(text, values);
      if (rows.length === 0) throw new Error(`Nothing yet: ${text}`);
      return rows[0];
    },
    { timeout: 20_000, interval: 50 },
  );
}

async function ask(call: string): Promise<Record<string, unknown>> {
  const { rows } = await database.query(`select ${call} as id`);
  return eventually("select * from net._http_response where id = $1", [rows[0].id]);
}

describe("net", () => {
  test("sends once, after its transaction, with parameters, headers and body; the answer is kept", async () => {
    await database.query(`begin; select net.http_post('${base}/undone'); rollback`);
    const answer = await ask(
      `net.http_post('${base}/hook', '{"a": 1}', '{"q": "ä b"}', '{"x-key": "k"}')`,
    );
    expect(answer).toMatchObject({
      status_code: 201,
      content: "made",
      timed_out: false,
      error_msg: null,
    });
    expect(arrived.filter((line) => line.includes("/hook"))).toEqual([
      'POST /hook?q=%C3%A4%20b k {"a": 1}',
    ]);
    expect(arrived.join()).not.toContain("undone");
  });

  test("a Database Webhook tells of the row", async () => {
    await database.query(`create table notes (id int primary key, body text);
      create trigger hook after insert on notes for each row
        execute function supabase_functions.http_request('${base}/webhook', 'POST', '{"Content-Type":"application/json"}', '{}', '1000');
      insert into notes values (1, 'a')`);
    const line = await vi.waitFor(() => {
      const found = arrived.find((one) => one.includes("/webhook"));
      if (found === undefined) throw new Error("Not yet");
      return found;
    });
    expect(JSON.parse(line.slice(line.indexOf("{")))).toEqual({
      type: "INSERT",
      table: "notes",
      schema: "public",
      record: { id: 1, body: "a" },
      old_record: null,
    });
  });

  test("calls this machine and named hosts, no others, and follows nowhere", async () => {
    const refused = await ask("net.http_get('http://example.com/')");
    expect(refused).toMatchObject({
      status_code: null,
      error_msg: expect.stringContaining("allowed_hosts"),
    });
    expect(await ask("net.http_get('file:///etc/passwd')")).toMatchObject({ status_code: null });
    expect(await ask("net.http_get('http://allowed.test/')")).toMatchObject({ status_code: 201 });
    expect(await ask(`net.http_get('${base}/away')`)).toMatchObject({ status_code: 302 });
    expect(arrived.join()).not.toContain("/secret");
    expect(await ask(`net.http_get('${base}/slow', timeout_milliseconds := 200)`)).toMatchObject({
      timed_out: true,
      error_msg: "Timeout of 200 ms reached",
    });
  });
});

describe("cron", () => {
  test("runs a job at its times and keeps what came of it, until it is unscheduled", async () => {
    await database.query(`create table ticks (at timestamptz default now());
      select cron.schedule('tick', '1 second', 'insert into ticks default values');
      select cron.schedule('broken', '1 second', 'select 1 / 0')`);
    const run = await eventually(
      "select d.* from cron.job_run_details d join cron.job using (jobid) where jobname = 'tick' and d.status = 'succeeded'",
    );
    expect(run).toMatchObject({ return_message: "INSERT 0 1", username: "postgres" });
    const broken = await eventually(
      "select d.* from cron.job_run_details d join cron.job using (jobid) where jobname = 'broken' and d.status = 'failed'",
    );
    expect(broken.return_message).toBe("ERROR: division by zero");
    await database.query("select cron.unschedule('tick'); select cron.unschedule('broken')");
  });

  test("does not run another role's job: it could become postgres again", async () => {
    await database.query("create table loot (whose text); grant insert on loot to service_role");
    await database.query(
      "insert into cron.job (jobname, schedule, command, username) values ('climb', '1 second', 'insert into loot values (current_user)', 'service_role')",
    );
    const run = await eventually(
      "select d.* from cron.job_run_details d join cron.job using (jobid) where jobname = 'climb' and d.status <> 'running'",
    );
    expect(run).toMatchObject({
      status: "failed",
      return_message: expect.stringContaining("service_role"),
    });
    expect((await database.query("select from loot")).rowCount).toBe(0);
    await database.query("delete from cron.job");
  });
});
