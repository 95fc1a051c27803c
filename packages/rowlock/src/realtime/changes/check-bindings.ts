// Whether PostgreSQL can do what a subscription asks for: are the tables published, are there such columns for this role,
// and do the filters' values fit them. The words are hosted's.
import { type LoggedTableFacts, loadPublishedTables } from "../../catalog/parts/logged-tables.ts";
import { CHANGES_PUBLICATION } from "../../catalog/parts/published.ts";
import type { ReadBatch, ReadRunner } from "../../database/batch/batch.ts";
import { PostgresError } from "../../database/postgres-error.ts";
import type { SqlClient } from "../../sql/sql-client.ts";
import { isState } from "./clause-sql.ts";
import { isPassing } from "./passing-errors.ts";
import { describeWanted, type Wanted } from "./read-binding.ts";
import type { FilterClause } from "./read-filter.ts";
import { readRows, rowsBatch, SEARCH_PATH } from "./read-rows.ts";

export interface CheckOptions {
  /** Trusted SQL of Rowlock's own. */
  readonly client: SqlClient;
  readonly role: string;
  readonly runner: ReadRunner;
}

/** What is wrong, for whoever subscribes; undefined: nothing. @throws what passes, such as a lost connection */
export async function checkBindings(
  all: readonly Wanted[],
  options: CheckOptions,
): Promise<string | undefined> {
  for (const wanted of all) {
    const tables = await loadPublishedTables(options.client, {
      publication: CHANGES_PUBLICATION,
      schema: wanted.schema,
      name: wanted.table,
    });
    if (tables.length === 0) {
      return `Unable to subscribe to changes with given parameters. Please check Realtime is enabled for the given connect parameters: ${describeWanted(wanted)}`;
    }
    const [table] = tables;
    if (table === undefined || (wanted.clauses.length === 0 && wanted.select === undefined))
      continue;
    const fault = await findFault(wanted, { ...options, table });
    if (fault !== undefined) return describeFault(wanted, fault);
  }
  return undefined;
}

/** A fault that PostgreSQL found, or that hosted's own check raises. */
export function describeFault(wanted: Wanted, fault: string | PostgresError): string {
  const exception =
    typeof fault === "string"
      ? `ERROR P0001 (raise_exception) ${fault}`
      : `ERROR ${fault.code} ${fault.message}`;
  return `Unable to subscribe to changes with given parameters. An exception happened so please check your connect parameters: ${describeWanted(wanted)}. Exception: ${exception}`;
}

interface FaultOptions extends CheckOptions {
  readonly table: LoggedTableFacts;
}

async function findFault(
  { clauses, select = [] }: Wanted,
  options: FaultOptions,
): Promise<string | PostgresError | undefined> {
  const { role, table } = options;
  const question = { role, facts: table, table: { columns: [] }, rows: [[]], clauses: [] };
  const guard = await ask(options, rowsBatch(question));
  if (guard instanceof PostgresError) return guard;
  const selectable = readRows(question, guard)?.selectable ?? new Set();
  for (const clause of clauses) {
    if (!selectable.has(clause.column)) return `invalid column for filter ${clause.column}`;
    const fault = await findClauseFault(clause, options);
    if (fault !== undefined) return fault;
  }
  const unknown = select.find((name) => !selectable.has(name));
  return unknown === undefined ? undefined : `invalid column for select ${unknown}`;
}

const MOST_IN_LIST = 100;

async function findClauseFault(
  clause: FilterClause,
  options: FaultOptions,
): Promise<string | PostgresError | undefined> {
  const { operator, value, column } = clause;
  const typeName = options.table.columns.find(({ name }) => name === column)?.typeName ?? "";
  if (operator === "is") {
    if (!isState(value)) {
      return "invalid value for is filter: must be null, true, false, or unknown";
    }
    if (value !== "null" && typeName !== "boolean") {
      return `is ${value} filter requires a boolean column, got ${typeName}`;
    }
    return undefined;
  }
  const tried = await ask(options, clauseBatch(clause, options));
  if (tried instanceof PostgresError) {
    const isPattern = ["like", "ilike", "match", "imatch"].includes(operator);
    return isPattern && tried.code === "42883"
      ? `operator ${operator} requires a text-compatible column type, got ${typeName}`
      : tried;
  }
  if (operator === "in") return tooLong(value, options);
  if (operator === "match" || operator === "imatch") return badPattern(clause, options);
  return undefined;
}

/** Compares with a row that holds nothing: PostgreSQL has to find the operator, and to read the value. */
function clauseBatch(clause: FilterClause, { role, table }: FaultOptions): ReadBatch {
  return rowsBatch({
    role,
    facts: table,
    table: { columns: [{ name: clause.column, isIdentity: false }] },
    rows: [[undefined]],
    clauses: [{ number: 0, clause }],
  });
}

async function tooLong(value: string, options: FaultOptions): Promise<string | undefined> {
  const counted = await ask(
    options,
    plainBatch(options.role, ["select pg_catalog.cardinality($1::text[])", value]),
  );
  if (counted instanceof PostgresError) return counted.message;
  return Number(counted.rows[0]?.[0]) > MOST_IN_LIST
    ? `too many values for \`in\` filter. Maximum ${MOST_IN_LIST}`
    : undefined;
}

async function badPattern(
  { operator, value }: FilterClause,
  options: FaultOptions,
): Promise<string | undefined> {
  const tried = await ask(options, plainBatch(options.role, ["select '' ~ $1::text", value]));
  return tried instanceof PostgresError
    ? `invalid regular expression for ${operator} filter: ${tried.message}`
    : undefined;
}

function plainBatch(role: string, [text, value]: readonly [string, string]): ReadBatch {
  return { role, readOnly: true, settings: [SEARCH_PATH], query: { text, values: [value] } };
}

async function ask({ runner }: CheckOptions, batch: ReadBatch) {
  const [result] = await runner.readAll([batch]);
  if (result?.status === "fulfilled") return result.value;
  if (result?.reason instanceof PostgresError && !isPassing(result.reason)) return result.reason;
  throw result?.reason;
}
