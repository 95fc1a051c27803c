// Puts the planned rows into the copy, as its superuser: without triggers and foreign keys in the way, since the plan
// has the references right. What can't be made is told with the reason, and its table is then unknown.
import { isTable } from "../../../catalog/parts/relations.ts";
import { compile, identifier, join, sql } from "../../../sql/fragment.ts";
import type { SqlClient } from "../../../sql/sql-client.ts";
import { inTransaction } from "../../../sql/sql-client.ts";
import type { JsonObject } from "../../../tokens/verified-token.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import { isOwned } from "../../analysis/ownership.ts";
import type { Cast } from "../cast.ts";
import { STALLED } from "../send.ts";
import { MadeRows } from "./made-rows.ts";
import { makeAccounts } from "./make-accounts.ts";
import { type Mending, mendRow, type Report } from "./mend-row.ts";
import { type PlannedRow, RowPlanner } from "./row-planner.ts";
import { disableForeignKeys, refreshMaterializedViews } from "./settle-copy.ts";

export interface MadeWorld {
  readonly rows: MadeRows;
  readonly planner: RowPlanner;
  /** Why a table has no rows, by relation. */
  readonly unmade: ReadonlyMap<string, string>;
}

/** How often a row is mended and tried again. */
const TRIES = 12;

export async function makeRows(
  client: SqlClient,
  database: DatabaseAnalysis,
  cast: Cast,
): Promise<MadeWorld> {
  const tables = database.relations.filter(holdsRows);
  const existing = await readExisting(client, tables);
  const planner = new RowPlanner({ database, existing, cast });
  const rows = new MadeRows(cast.people);
  const unmade = new Map<string, string>();
  await inTransaction(client, async () => {
    await client.query("set local session_replication_role = replica");
    if (cast.ids === "uuid") await makeAccounts(client, cast);
    for (const table of tables) {
      // A further row of settings that are there once would break what reads them.
      if (!table.exposed && existing.has(table.oid)) continue;
      const reason = await makeRowsOf(table, { client, database, planner, rows });
      if (rows.of(table).length === 0)
        unmade.set(table.oid, reason ?? "no world can have a row in it");
    }
  });
  await disableForeignKeys(client);
  await refreshMaterializedViews(client, database);
  return { rows, planner, unmade };
}

/** Schemas of the project itself; what Supabase keeps for itself gets no rows. */
const OTHERS_SCHEMAS =
  /^(auth|storage|realtime|_realtime|extensions|vault|graphql|graphql_public|pgsodium|cron|net|supabase_\w+|pgmq|pgbouncer)$/;

function holdsRows(relation: AnalysedRelation): boolean {
  return (
    isTable(relation) &&
    !relation.isPartition &&
    !relation.fromExtension &&
    !OTHERS_SCHEMAS.test(relation.schema)
  );
}

async function readExisting(
  client: SqlClient,
  tables: readonly AnalysedRelation[],
): Promise<ReadonlyMap<string, JsonObject>> {
  const existing = new Map<string, JsonObject>();
  for (const table of tables) {
    if (isOwned(table.ownership)) continue;
    const target = identifier(table.schema, table.name);
    const query = sql`select to_jsonb(found) as found from ${target} as found limit 1`;
    const { rows } = await client.query<{ found: JsonObject }>(compile(query).text);
    if (rows[0] !== undefined) existing.set(table.oid, rows[0].found);
  }
  return existing;
}

interface Making extends Mending {
  readonly rows: MadeRows;
}

/** Gives the reason of the first row that could not be made. */
async function makeRowsOf(table: AnalysedRelation, making: Making): Promise<string | undefined> {
  let reason: string | undefined;
  for (const world of making.planner.cast.worlds) {
    for (let slot = 0; slot < making.planner.count(table, world); slot += 1) {
      const failure = await makeRow(() => making.planner.plan(table, world, slot), making);
      reason ??= failure?.reason;
      // A check that does not come to an end is not waited for by every row.
      if (failure?.isStalled) return reason;
    }
  }
  return reason;
}

interface Failure {
  readonly reason: string;
  readonly isStalled: boolean;
}

async function makeRow(plan: () => PlannedRow, making: Making): Promise<Failure | undefined> {
  let reason = "";
  for (let tried = 0; tried < TRIES; tried += 1) {
    const row = plan();
    const { client } = making;
    await client.query("savepoint making");
    try {
      const stored = await insertRow(client, row);
      const { relation, world, slot, person, published } = row;
      const key = keyOf(relation, stored);
      making.rows.add({ relation, world, slot, person, published, stored, key });
      return undefined;
    } catch (error) {
      await client.query("rollback to savepoint making");
      reason = describe(error);
      const isStalled = (error as Report).code === STALLED;
      if (isStalled || !(await mendRow(row, { error, making }))) return { reason, isStalled };
    }
  }
  return { reason, isStalled: false };
}

async function insertRow(client: SqlClient, { relation, values }: PlannedRow): Promise<JsonObject> {
  const target = identifier(relation.schema, relation.name);
  const columns = join(Object.keys(values).map((name) => identifier(name)));
  const query = sql`insert into ${target} (${columns}) overriding system value
    select ${columns} from jsonb_populate_record(null::${target}, $1::jsonb)
    returning to_jsonb(${identifier(relation.name)}.*) as stored`;
  const { rows } = await client.query<{ stored: JsonObject }>(compile(query).text, [
    JSON.stringify(values),
  ]);
  return rows[0]?.stored ?? {};
}

function keyOf({ constraints }: AnalysedRelation, stored: JsonObject): JsonObject | null {
  const key = constraints.find((one) => one.kind === "primary");
  if (key === undefined) return null;
  return Object.fromEntries(key.columns.map((column) => [column, stored[column] ?? null]));
}

function describe(error: unknown): string {
  const { message = "it was refused", constraint } = error as Report;
  return constraint === undefined ? message : `${message.split("\n")[0]}`;
}
