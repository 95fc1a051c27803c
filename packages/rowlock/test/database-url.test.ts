// `rowlock dev --db-url` on a plain PostgreSQL that somebody else runs: a server of its own, with nothing of Supabase's.

import { chmodSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../src/cli/run-cli.ts";
import { type Cluster, startCluster } from "../src/database/cluster/start-cluster.ts";
import { withClient } from "../src/database/pool/with-client.ts";
import { studioPolicy } from "../src/policy-commands/studio-policy.ts";
import { type OpenedProject, openProject } from "../src/project/open-project.ts";
import { type ReadySummary, runDev } from "../src/stack/run-dev.ts";
import { TEST_ENGINE } from "./engine-under-test.ts";
import { findFreePorts } from "./free-ports.ts";
import { openRawSocket } from "./realtime-lab.ts";
import { removeProject } from "./remove-project.ts";

const PASSWORD = "hushed-word";
const MIGRATION = `
  create table notes (id int primary key, session uuid references auth.sessions (id));
  insert into notes values (1), (2);
  grant select on notes to anon;
  create policy p on storage.objects for select using (bucket_id = 'avatars');
  alter publication supabase_realtime add table notes;
  create policy lobby on realtime.messages for select to anon using (realtime.topic() = 'lobby');
  alter role authenticator set pgrst.db_max_rows = '1';
`;

let home: string;
let server: Cluster;
let directory: string;
let opened: OpenedProject;
let summary: ReadySummary;
const notices: string[] = [];
const ending = new AbortController();
let ended: Promise<number>;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "rowlock-by-url-"));
  chmodSync(home, 0o711);
  server = await startCluster({
    projectDirectory: home,
    stateDirectory: home,
    sharedHome: join(home, "shared"),
    port: 0,
    superuserPassword: PASSWORD,
    durable: false,
    engine: TEST_ENGINE,
  });
  await withClient(server.superuserUrl("postgres"), (client) =>
    client.query("create database app"),
  );
  directory = await mkdtemp(join(tmpdir(), "rowlock-project-"));
  await mkdir(join(directory, "supabase", "migrations"), { recursive: true });
  await writeFile(join(directory, "supabase", "migrations", "1_notes.sql"), MIGRATION);
  const { base: portBase } = await findFreePorts();
  const databaseUrl = server.superuserUrl("app");
  const env = { ROWLOCK_POSTGRES: TEST_ENGINE };
  opened = await openProject({ directory, env, portBase, databaseUrl });
  summary = await new Promise<ReadySummary>((resolve, reject) => {
    ended = runDev({
      opened,
      databaseUrl,
      command: undefined,
      allowRemote: false,
      studioPolicy,
      signal: ending.signal,
      startedAt: Date.now(),
      onEvent(event) {
        if (event.kind === "ready") resolve(event.summary);
        if (event.kind === "notice") notices.push(event.text);
      },
    });
    ended.catch(reject);
  });
});

afterAll(async () => {
  ending.abort();
  await ended?.catch(() => {});
  await server?.stop();
  if (directory !== undefined) await removeProject(directory);
  await rm(home, { recursive: true, force: true });
});

test("migrations that name the platform apply, and requests are answered", async () => {
  expect(notices.filter((notice) => /storage|realtime|auth/.test(notice))).toEqual([]);
  const answer = await fetch(`${opened.addresses.api}/rest/v1/notes?select=id&order=id`, {
    headers: { apikey: opened.keys.anonKey },
  });
  // One row of two: `alter role authenticator set pgrst.db_max_rows` counts there too.
  expect([answer.status, await answer.json()]).toEqual([200, [{ id: 1 }]]);
});

test("private channels are asked about there", async () => {
  const address = `${opened.addresses.api.replace("http", "ws")}/realtime/v1/websocket`;
  const raw = await openRawSocket(`${address}?apikey=${opened.keys.anonKey}&vsn=2.0.0`);
  const config = { private: true };
  expect((await raw.join("lobby", { config })).status).toBe("ok");
  expect((await raw.join("elsewhere", { config })).response.reason).toMatch(/^Unauthorized: /);
  raw.socket.terminate();
});

test("status names it and the engine, and reads nothing of a database that is not the project's", async () => {
  const stdout = new PassThrough();
  let output = "";
  stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const io = { stdin: process.stdin, stdout, stderr: stdout, env: {}, cwd: directory };
  await runCli(["status"], { ...io, signal: ending.signal, startedAt: 0, exitCode: 0 });
  expect(output).toContain(`Database  postgresql://supabase_admin@127.0.0.1:${server.port}/app`);
  expect(output).toContain(`Engine    PostgreSQL, ${TEST_ENGINE ?? "Rowlock's own"}`);
  expect(output).not.toContain(PASSWORD);
});

test("the banner, the record of what runs and the environment name it, without its password", async () => {
  const name = `postgresql://supabase_admin@127.0.0.1:${server.port}/app`;
  expect(summary.database).toBe(name);
  const again = await openProject({ directory, env: {} });
  expect(again.running).toMatchObject({ database: name, cluster: null });
  expect((await again.environment()).SUPABASE_DB_URL).toBe(name);
  // What `dev -- COMMAND` gives to the app works there.
  expect((await opened.environment()).SUPABASE_DB_URL).toContain(PASSWORD);
});
