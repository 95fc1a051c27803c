// `npm run bench:policies`: what a policy costs as its table grows. The guide's own policy and what `rowlock protect` writes,
// side by side, with and without the index, on 10,000 and on 1,000,000 rows with 100 rows a user in both. The two tables
// stand side by side and are asked in turn, so that a busy moment of the machine falls on both.
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

const SIZES = [10_000, 1_000_000] as const;
const ROWS_PER_USER = 100;

/** Each table is asked in so many turns, in each at least once and then for so long. */
const TURNS = 8;
const TURN_MS = 250;
const WARM_UP_MS = 500;

const GUIDE_FUNCTION = `
  create function requesting_user_id() returns text language sql stable as $$
    select nullif(current_setting('request.jwt.claims', true)::json->>'sub', '')::text
  $$`;

const QUESTIONS = [
  { name: "first page", ask: (table: string) => `select * from ${table} order by id limit 20` },
  { name: "count", ask: (table: string) => `select count(*) from ${table}` },
] as const;

function tableOf(rows: number): string {
  return `tasks_${rows}`;
}

function guidePolicy(table: string): string {
  return `
    alter table ${table} enable row level security;
    create policy "Select tasks policy" on ${table} for select to authenticated
      using (requesting_user_id() = user_id);
    grant select on ${table} to authenticated;
    create index on ${table} (user_id);`;
}

const results = join(import.meta.dirname, "..", "results");
const database = await startBenchDatabase();
try {
  const cells: PolicyCell[] = [];
  for (const policy of ["guide", "protect"] as const) {
    cells.push(...(await measurePolicy(database, policy)));
  }
  const markdown = renderPolicies(cells);
  process.stdout.write(`${markdown}\n`);
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, "policies.md"), markdown);
  writeFileSync(join(results, "policies.json"), `${JSON.stringify(cells, null, 2)}\n`);
} finally {
  await database.stop();
}

type Policy = PolicyCell["policy"];

async function measurePolicy(
  database: BenchDatabase,
  policy: Policy,
): Promise<readonly PolicyCell[]> {
  const cells: PolicyCell[] = [];
  await withClient(database.ownerUrl(), (client) => makeTables(client, policy));
  for (const indexed of [true, false]) {
    for (const table of SIZES.map(tableOf)) {
      if (!indexed) await database.run(`drop index ${table}_user_id_idx`);
      await database.run(`vacuum analyze ${table}`);
    }
    for (const { name, ask } of QUESTIONS) {
      process.stderr.write(`${policy}, ${indexed ? "index" : "no index"}: ${name}\n`);
      const times = await timeInTurns(
        database,
        SIZES.map((rows) => ask(tableOf(rows))),
      );
      for (const [index, rows] of SIZES.entries()) {
        cells.push({ rows, policy, indexed, question: name, ms: median(times[index] ?? []) });
      }
    }
  }
  // Each policy has a function of its own under the same name.
  const tables = SIZES.map(tableOf).join(", ");
  await database.run(`drop table ${tables}; drop function requesting_user_id()`);
  return cells;
}

async function makeTables(client: pg.Client, policy: Policy): Promise<void> {
  if (policy === "guide") await client.query(GUIDE_FUNCTION);
  for (const rows of SIZES) {
    const table = tableOf(rows);
    await client.query(
      `create table ${table} (id bigint primary key, name text not null, user_id text not null)`,
    );
    // A user's rows are spread over the table, as they are where many people work at once.
    await client.query(
      `insert into ${table} (id, name, user_id)
       select n, 'task ' || n, 'user_' || n % $2::int from generate_series(1, $1::int) n`,
      [rows, rows / ROWS_PER_USER],
    );
    if (policy === "guide") await client.query(guidePolicy(table));
    else {
      const { migration } = await protectTables(client, [table], readProtectShape({}));
      await client.query(`begin; ${migration} commit`);
    }
  }
}

/** The times of each question, in milliseconds. */
async function timeInTurns(
  { authenticatorUrl }: BenchDatabase,
  questions: readonly string[],
): Promise<readonly (readonly number[])[]> {
  const runner = createBatchRunner({ connectionString: authenticatorUrl, max: 1 });
  const ask = async (text: string) => {
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
  const askFor = async (ms: number, text: string) => {
    const times: number[] = [];
    const until = performance.now() + ms;
    do times.push(await ask(text));
    while (performance.now() < until);
    return times;
  };
  const times = questions.map((): number[] => []);
  for (const text of questions) await askFor(WARM_UP_MS, text);
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const [index, text] of questions.entries()) {
      times[index]?.push(...(await askFor(TURN_MS, text)));
    }
  }
  await runner.end();
  return times;
}
