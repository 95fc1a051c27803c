// `npm run bench:policies`: what a policy costs as its table grows. The guide's own policy and what `rowlock protect` writes,
// side by side, with and without the index, on 10,000 and on 1,000,000 rows with 100 rows a user in both.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { createBatchRunner } from "../packages/rowlock/src/database/batch/create-batch-runner.ts";
import { withClient } from "../packages/rowlock/src/database/pool/with-client.ts";
import { protectTables } from "../packages/rowlock/src/policy/protect/protect-tables.ts";
import { readProtectShape } from "../packages/rowlock/src/policy/protect/shape.ts";
import { type BenchDatabase, startBenchDatabase } from "./database.ts";
import { type PolicyCell, renderPolicies } from "./report/policies.ts";
import { median } from "./results.ts";

const SIZES = [10_000, 1_000_000];
const ROWS_PER_USER = 100;

/** At least so many runs, and then for so long. */
const LEAST_RUNS = 5;
const MOST_RUNS = 20_000;
const SECONDS = 2;
const WARM_UP_MS = 500;

const TABLE =
  "create table tasks (id bigint primary key, name text not null, user_id text not null)";

const GUIDE = `
  create function requesting_user_id() returns text language sql stable as $$
    select nullif(current_setting('request.jwt.claims', true)::json->>'sub', '')::text
  $$;
  alter table tasks enable row level security;
  create policy "Select tasks policy" on tasks for select to authenticated
    using (requesting_user_id() = user_id);
  grant select on tasks to authenticated;
  create index on tasks (user_id);
`;

const QUESTIONS = [
  { name: "first page", text: "select * from tasks order by id limit 20" },
  { name: "count", text: "select count(*) from tasks" },
] as const;

const results = join(import.meta.dirname, "..", "results");
const database = await startBenchDatabase();
try {
  const cells: PolicyCell[] = [];
  for (const rows of SIZES) cells.push(...(await measureSize(database, rows)));
  const markdown = renderPolicies(cells);
  process.stdout.write(`${markdown}\n`);
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, "policies.md"), markdown);
  writeFileSync(join(results, "policies.json"), `${JSON.stringify(cells, null, 2)}\n`);
} finally {
  await database.stop();
}

type Policy = PolicyCell["policy"];

async function measureSize(database: BenchDatabase, rows: number): Promise<readonly PolicyCell[]> {
  const cells: PolicyCell[] = [];
  for (const policy of ["guide", "protect"] as const) {
    await withClient(database.ownerUrl(), (client) => makeTable(client, { rows, policy }));
    for (const indexed of [true, false]) {
      if (!indexed) await database.run("drop index tasks_user_id_idx");
      await database.run("vacuum analyze tasks");
      for (const { name, text } of QUESTIONS) {
        process.stderr.write(
          `${rows} rows, ${policy}, ${indexed ? "index" : "no index"}: ${name}\n`,
        );
        const ms = await timeQuestion(database, text);
        cells.push({ rows, policy, indexed, question: name, ms });
      }
    }
    // Each policy has a function of its own under the same name.
    await database.run("drop table tasks; drop function requesting_user_id()");
  }
  return cells;
}

async function makeTable(
  client: pg.Client,
  { rows, policy }: { readonly rows: number; readonly policy: Policy },
): Promise<void> {
  await client.query(TABLE);
  // A user's rows are spread over the table, as they are where many people work at once.
  await client.query(
    `insert into tasks (id, name, user_id)
     select n, 'task ' || n, 'user_' || n % $2::int from generate_series(1, $1::int) n`,
    [rows, rows / ROWS_PER_USER],
  );
  if (policy === "guide") {
    await client.query(GUIDE);
    return;
  }
  const { migration } = await protectTables(client, ["tasks"], readProtectShape({}));
  await client.query(`begin; ${migration} commit`);
}

async function timeQuestion({ authenticatorUrl }: BenchDatabase, text: string): Promise<number> {
  const runner = createBatchRunner({ connectionString: authenticatorUrl, max: 1 });
  const ask = async () => {
    const at = performance.now();
    await runner.run({
      role: "authenticated",
      settings: [
        ["request.jwt.claims", JSON.stringify({ sub: "user_7", role: "authenticated" })],
        // The login's own limit would cut off the slowest.
        ["statement_timeout", "0"],
      ],
      query: { text, values: [] },
    });
    return performance.now() - at;
  };
  const warm = performance.now() + WARM_UP_MS;
  do await ask();
  while (performance.now() < warm);
  const times: number[] = [];
  const until = performance.now() + SECONDS * 1000;
  while (times.length < LEAST_RUNS || (times.length < MOST_RUNS && performance.now() < until)) {
    times.push(await ask());
  }
  await runner.end();
  return median(times);
}
