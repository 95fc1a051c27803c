// `npm run bench`: one database, the servers beside each other, the same requests of each, in one run.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import {
  type Contender,
  checkAgreement,
  startDriver,
  startServer,
  stopContender,
} from "./contenders.ts";
import { type BenchDatabase, startBenchDatabase } from "./database.ts";
import { createKeys } from "./keys.ts";
import { startLoadProcess } from "./load/load-process.ts";
import type { HttpLoad } from "./load/messages.ts";
import { type BenchOptions, readOptions } from "./options.ts";
import { renderMarkdown } from "./report/markdown.ts";
import { renderSvg } from "./report/svg.ts";
import type { BenchResult, Cell } from "./results.ts";
import { runCells } from "./run-cells.ts";
import { SCHEMA } from "./schema.ts";
import { FIXED_SQL } from "./subjects/fixed-sql.ts";
import { LITE_DATABASE, lite } from "./subjects/lite.ts";
import { postgrest } from "./subjects/postgrest.ts";
import { ROWLOCK } from "./subjects/rowlock.ts";
import type { SubjectContext } from "./subjects/subject.ts";

// The bundle lies in bench/dist.
const dist = import.meta.dirname;
const bench = join(dist, "..");

const options = readOrRefuse();
if (options !== undefined) {
  say("Starting PostgreSQL");
  const database = await startBenchDatabase();
  try {
    await runBench(options, database);
  } finally {
    await database.stop();
  }
}

function readOrRefuse(): BenchOptions | undefined {
  try {
    return readOptions(process.argv.slice(2), join(bench, "results"));
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
    return undefined;
  }
}

async function runBench(options: BenchOptions, database: BenchDatabase): Promise<void> {
  await database.run(`set role postgres; ${SCHEMA}`);
  await database.run("vacuum analyze");
  // Before anybody is connected: PostgreSQL copies no database that is in use.
  if (options.lite) await database.run(`create database ${LITE_DATABASE} template postgres`);
  const context: SubjectContext = { database, keys: await createKeys(), dist };
  const generator = startLoadProcess<HttpLoad>({ path: join(dist, "load.js") });
  const contenders: Contender[] = [];
  const absent: string[] = [];
  try {
    const servers = [
      ROWLOCK,
      FIXED_SQL,
      ...(options.postgrest === undefined ? [] : [postgrest(options.postgrest)]),
      ...(options.lite ? [lite(join(bench, "peers"))] : []),
    ];
    for (const server of servers) {
      say(`Starting ${server.title}`);
      contenders.push(await startServer(server, context));
    }
    if (options.postgrest === undefined) absent.push("PostgREST: name its binary with --postgrest");
    contenders.push(startDriver(context));
    await checkAgreement(contenders, context);
    const cells = await runCells({ contenders, context, options, generator, onCell: sayCells });
    const result: BenchResult = {
      machine: {
        processor: cpus()[0]?.model ?? "unknown",
        cores: cpus().length,
        node: process.versions.node,
        postgresql: await database.version(),
      },
      seconds: options.seconds,
      rounds: options.rounds,
      subjects: contenders.map(({ name, title }) => ({ name, title })),
      absent,
      cells,
    };
    publish(result, options.out);
  } finally {
    await generator.stop();
    await Promise.all(contenders.map(stopContender));
  }
}

function publish(result: BenchResult, out: string | undefined): void {
  const markdown = renderMarkdown(result);
  process.stdout.write(`\n${markdown}\n`);
  if (out === undefined) return;
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "latest.md"), markdown);
  writeFileSync(join(out, "latest.json"), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(join(out, "latest.svg"), renderSvg(result));
  say(`Wrote ${out}/latest.{md,json,svg}`);
}

function sayCells(cells: readonly Cell[]): void {
  for (const { title, algorithm, connections, subject, median } of cells) {
    const cpu = `${Math.round(median.serverCpu)} + ${Math.round(median.databaseCpu)} µs`;
    say(`${title}, ${algorithm}, ${connections}: ${subject} ${Math.round(median.rate)}/s, ${cpu}`);
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
