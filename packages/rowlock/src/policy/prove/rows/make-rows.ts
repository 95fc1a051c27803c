// Puts the planned rows into the copy, as its superuser: without triggers and foreign keys in the way, since the plan
// has the references right. What can't be made is told with the reason, and its table is then unknown.
import type { SqlClient } from "../../../database/sql-client.ts";
import { inTransaction } from "../../../database/sql-client.ts";
import { compile, identifier, join, sql } from "../../../sql/fragment.ts";
import type { JsonObject } from "../../../tokens/verified-token.ts";
import type { AnalysedRelation, DatabaseAnalysis } from "../../analysis/database-analysis.ts";
import { isOwned } from "../../analysis/ownership.ts";
import { WORLDS } from "../cast.ts";
import { candidatesFor } from "./candidates.ts";
import { MadeRows } from "./made-rows.ts";
import { meetCheck } from "./meet-check.ts";
import { type PlannedRow, RowPlanner } from "./row-planner.ts";
import { columnOf } from "./table-shape.ts";

export interface MadeWorld {
  readonly rows: MadeRows;
  readonly planner: RowPlanner;
  /** Why a table has no rows, by relation. */
  readonly unmade: ReadonlyMap<string, string>;
}

/** How often a row is mended and tried again. */
const TRIES = 12;

export async function makeRows(client: SqlClient, database: DatabaseAnalysis): Promise<MadeWorld> {
  const tables = database.relations.filter(holdsRows);
  const existing = await readExisting(client, tables);
  const planner = new RowPlanner({ database, existing });
  const rows = new MadeRows();
  const unmade = new Map<string, string>();
  await inTransaction(client, async () => {
    await client.query("set local session_replication_role = replica");
    for (const table of tables) {
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
    relation.kind === "table" &&
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

interface Making {
  readonly client: SqlClient;
  readonly database: DatabaseAnalysis;
  readonly planner: RowPlanner;
  readonly rows: MadeRows;
}

/** Gives the reason of the first row that could not be made. */
async function makeRowsOf(table: AnalysedRelation, making: Making): Promise<string | undefined> {
  let reason: string | undefined;
  for (const world of WORLDS) {
    for (let slot = 0; slot < making.planner.count(table, world); slot += 1) {
      const failure = await makeRow(() => making.planner.plan(table, world, slot), making);
      reason ??= failure;
    }
  }
  return reason;
}

async function makeRow(plan: () => PlannedRow, making: Making): Promise<string | undefined> {
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
      if (!(await mend(row, { error, making }))) return reason;
    }
  }
  return reason;
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

interface Failure {
  readonly error: unknown;
  readonly making: Making;
}

interface Report {
  readonly code?: string;
  readonly constraint?: string;
  readonly column?: string;
  readonly message?: string;
}

/** Learns from PostgreSQL's refusal which values to prefer; false when there is nothing to learn. */
async function mend(row: PlannedRow, { error, making }: Failure): Promise<boolean> {
  const { code, constraint } = error as Report;
  const { client, database, planner } = making;
  if (code === "23514" && constraint !== undefined) {
    const attempt = await meetCheck(client, row, { constraint, database });
    for (const [column, make] of attempt ?? []) planner.prefer(row.relation, column, make);
    if (attempt !== undefined || (await mendDomain(row, { error, making }))) return true;
    return planner.keepApart(row.relation);
  }
  // A value that the type or its domain refuses, such as a length or a form.
  if (code !== undefined && /^(22|23502|23514|42846|42804)/.test(code)) {
    return mendDomain(row, { error, making });
  }
  return false;
}

/** Tries the next usual form for each column of a domain, one column a time. */
async function mendDomain(row: PlannedRow, { making }: Failure): Promise<boolean> {
  const { client, planner } = making;
  for (const column of row.relation.columns) {
    if (row.fixed.has(column.name) || column.generated) continue;
    if (await accepts(client, row, { [column.name]: row.values[column.name] ?? null })) continue;
    for (const make of candidatesFor(column, [])) {
      if (!(await accepts(client, row, { [column.name]: make(91_000) }))) continue;
      planner.prefer(row.relation, column.name, make);
      return true;
    }
  }
  return false;
}

/** Whether a value can be read as its column's type. */
async function accepts(
  client: SqlClient,
  { relation }: PlannedRow,
  value: JsonObject,
): Promise<boolean> {
  const [name] = Object.keys(value);
  if (name === undefined || columnOf(relation, name) === undefined) return true;
  const target = identifier(relation.schema, relation.name);
  const { text } = compile(
    sql`select (jsonb_populate_record(null::${target}, $1::jsonb)).${identifier(name)}`,
  );
  await client.query("savepoint accepting");
  try {
    await client.query(text, [JSON.stringify(value)]);
    return true;
  } catch {
    await client.query("rollback to savepoint accepting");
    return false;
  }
}

function describe(error: unknown): string {
  const { message = "it was refused", constraint } = error as Report;
  return constraint === undefined ? message : `${message.split("\n")[0]}`;
}

/** On the copy only the policies are in question: a foreign key would hide what a policy lets through. */
async function disableForeignKeys(client: SqlClient): Promise<void> {
  await client.query(`
    do $$
    declare found record;
    begin
      for found in
        select t.tgrelid::regclass as target, t.tgname as name
        from pg_trigger t join pg_constraint c on c.oid = t.tgconstraint
        where t.tgisinternal and c.contype = 'f' and t.tgparentid = 0
      loop
        execute format('alter table %s disable trigger %I', found.target, found.name);
      end loop;
    end $$`);
}

async function refreshMaterializedViews(
  client: SqlClient,
  { relations }: DatabaseAnalysis,
): Promise<void> {
  for (const relation of relations) {
    if (relation.kind !== "materialized-view" || relation.fromExtension) continue;
    const target = identifier(relation.schema, relation.name);
    await client.query(compile(sql`refresh materialized view ${target}`).text);
  }
}
