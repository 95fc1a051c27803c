// A server that is restarted under hearers: they come back by themselves, and miss nothing that was committed, before or
// after. The slot is the server's own memory of where we were.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import type { TestDatabase } from "../../../test/database.ts";
import { createFeedLab, person } from "../../../test/feed-lab.ts";
import { startCluster } from "../../database/cluster/start-cluster.ts";
import { connectionUrl } from "../../database/connection-url.ts";
import { APP_DATABASE, EMBEDDED_LOGINS } from "../../database/role-names.ts";
import { prepareEmbeddedServer } from "../../database/roles/prepare-embedded-server.ts";

const PASSWORD = "a password of the tests alone";

test("a restart loses no change and tells none twice", async () => {
  const home = mkdtempSync(join(tmpdir(), "rowlock-restart-"));
  // As root the server runs as another account, which must reach its folder.
  chmodSync(home, 0o711);
  const start = (port: number) =>
    startCluster({
      projectDirectory: home,
      stateDirectory: home,
      sharedHome: join(home, "shared"),
      port,
      superuserPassword: PASSWORD,
      durable: false,
    });
  let cluster = await start(0);
  const passwords = {
    owner: PASSWORD,
    authenticator: PASSWORD,
    service: PASSWORD,
    identity: PASSWORD,
  };
  await prepareEmbeddedServer({ superuserUrl: cluster.superuserUrl, passwords, extraRoles: [] });
  const url = (user: string) =>
    connectionUrl({ port: cluster.port, user, password: PASSWORD, database: APP_DATABASE });
  const run = async (text: string) => {
    const client = new pg.Client({ connectionString: url(EMBEDDED_LOGINS.owner) });
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  await run(`create table public.notes (id int primary key, user_id text);
    alter table notes enable row level security; grant select on notes to authenticated;
    create policy own on notes for select to authenticated using ((select auth.jwt()->>'sub') = user_id);
    alter publication supabase_realtime add table notes`);
  const lab = createFeedLab({
    ownerUrl: url(EMBEDDED_LOGINS.owner),
    authenticatorUrl: url(EMBEDDED_LOGINS.authenticator),
    serviceUrl: url(EMBEDDED_LOGINS.service),
  } as TestDatabase);
  const people = ["ada", "grace"];
  const hearers = await Promise.all(
    people.map((name) => lab.listen([{ schema: "public", table: "notes" }], person(name))),
  );
  const add = (from: number, to: number) =>
    run(
      `insert into notes select n, (array['ada', 'grace'])[1 + n % 2] from generate_series(${from}, ${to}) n`,
    );
  await add(1, 4_000);
  await cluster.stop();
  cluster = await start(cluster.port);
  await add(4_001, 5_000);
  await Promise.all(hearers.map((hearer) => hearer.hears(2_500)));
  await add(5_001, 5_002);
  await Promise.all(hearers.map((hearer) => hearer.hears(2_501)));
  hearers.forEach(({ changes, statuses }, index) => {
    expect(changes.map(({ record }) => record?.id)).toEqual(
      Array.from({ length: 2_501 }, (_, n) => 2 * (n + 1) - index),
    );
    expect(statuses).toHaveLength(1);
  });
  await lab.close();
  await cluster.stop();
  rmSync(home, { recursive: true, force: true });
});
