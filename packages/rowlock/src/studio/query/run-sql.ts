// Runs a person's SQL as the database's owner, on a connection of its own that ends with the run: nothing that the text
// sets, opens or leaves behind reaches another run. Several statements make one transaction, as in psql -c.
import pg from "pg";
import type { Clock } from "../ports.ts";
import type { RunSqlAnswer, RunSqlRequest, SqlNotice, StatementResult } from "../wire/query.ts";
import { type CollectedResult, ResultCollector } from "./result-collector.ts";
import { sqlNotice, sqlProblem } from "./sql-problem.ts";

export interface RunSqlContext {
  readonly connectionString: string;
  readonly now: Clock;
  /** Told which server process works for this run, until it ends. */
  readonly onStart?: ((processId: number) => void) | undefined;
}

export type RunOutcome = Pick<
  RunSqlAnswer,
  "results" | "notices" | "milliseconds" | "problem" | "transactionLeftOpen"
>;

const MAX_CELL = 20_000;
const MAX_TOTAL = 16_000_000;
const MAX_NOTICES = 200;

/** Never rejects for what PostgreSQL says: that is part of the answer. */
export async function runSql(
  request: Omit<RunSqlRequest, "runId">,
  context: RunSqlContext,
): Promise<RunOutcome> {
  const client = new pg.Client({
    connectionString: context.connectionString,
    application_name: "Rowlock Studio",
    statement_timeout: request.timeoutSeconds * 1000,
    connectionTimeoutMillis: 10_000,
  });
  const notices: SqlNotice[] = [];
  client.on("error", () => {});
  client.on("notice", (notice) => {
    if (notices.length < MAX_NOTICES) notices.push(sqlNotice(notice));
  });
  const collector = new ResultCollector(request.sql, {
    maxRows: request.maxRows,
    maxCell: MAX_CELL,
    maxTotal: MAX_TOTAL,
  });
  const started = context.now();
  const elapsed = () => Math.max(0, context.now() - started);
  try {
    await client.connect();
    if (context.onStart !== undefined) context.onStart(await processIdOf(client));
    client.query(collector);
    const collected = await collector.finished;
    const milliseconds = elapsed();
    const transactionLeftOpen = client.getTransactionStatus() !== "I";
    const types = await typeNames(client, collected);
    return {
      results: collected.map((result) => named(result, types)),
      notices,
      milliseconds,
      transactionLeftOpen,
    };
  } catch (error) {
    return {
      results: [],
      notices,
      milliseconds: elapsed(),
      problem: sqlProblem(error, request.sql),
      transactionLeftOpen: false,
    };
  } finally {
    await client.end().catch(() => {});
  }
}

async function processIdOf(client: pg.Client): Promise<number> {
  const found = await client.query<{ id: number }>("select pg_catalog.pg_backend_pid() as id");
  return found.rows[0]?.id ?? 0;
}

function named(result: CollectedResult, types: ReadonlyMap<string, string>): StatementResult {
  const { fields, ...rest } = result;
  const columns = fields.map((field) => ({
    name: field.name,
    type: types.get(typeKey(field)) ?? "unknown",
  }));
  return { ...rest, columns };
}

type TypedField = CollectedResult["fields"][number];

function typeKey({ typeId, typeModifier }: TypedField): string {
  return `${typeId}/${typeModifier}`;
}

/** On the run's own connection, so that a type that the text made and did not commit has its name too. */
async function typeNames(
  client: pg.Client,
  results: readonly CollectedResult[],
): Promise<ReadonlyMap<string, string>> {
  const fields = new Map(
    results.flatMap((result) => result.fields).map((field) => [typeKey(field), field]),
  );
  if (fields.size === 0 || client.getTransactionStatus() === "E") return new Map();
  const wanted = [...fields.values()];
  const found = await client.query<{ name: string }>(
    `select pg_catalog.format_type(wanted.id, wanted.modifier) as name
       from unnest($1::oid[], $2::int4[]) with ordinality as wanted(id, modifier, place)
      order by wanted.place`,
    [wanted.map((field) => field.typeId), wanted.map((field) => field.typeModifier)],
  );
  return new Map(
    [...fields.keys()].map((key, index) => [key, found.rows[index]?.name ?? "unknown"]),
  );
}
