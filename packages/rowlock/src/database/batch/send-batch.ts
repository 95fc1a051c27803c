// Writes a batch as protocol messages: transaction characteristics, role and settings, pre-request, query, end.
// Role and settings go in one statement with everything bound, names too: nothing here builds SQL from what it is given.
import type { SqlValue } from "../../sql/fragment.ts";
import type { Batch, BatchStatement } from "./batch.ts";
import type { PreparedStatement, StatementCache } from "./statement-cache.ts";
import type { Wire, WireValue } from "./wire.ts";

/** What the answers must be matched with. */
export interface SentBatch {
  /** How many statements are executed before the query. */
  readonly queryStep: number;
  /** The query's prepared statement, if it has one. */
  readonly query: PreparedStatement | undefined;
  /** Keys in the cache that the server has yet to hear of for the first time. */
  readonly unconfirmed: readonly string[];
}

/** Writes everything up to the query; `sendEnd` must follow. */
export function sendBatch(wire: Wire, batch: Batch, statements: StatementCache): SentBatch {
  for (const name of statements.takeClosing()) wire.close({ type: "S", name });
  const unconfirmed: string[] = [];
  let queryStep = 1;

  function prepare(key: string, text: string): PreparedStatement {
    const known = statements.find(key);
    if (known !== undefined) return known;
    unconfirmed.push(key);
    const added = statements.add(key);
    wire.parse({ name: added.name, text });
    return added;
  }

  if (batch.characteristics !== undefined) {
    queryStep += 1;
    sendUnprepared(wire, { text: batch.characteristics, values: [] });
  }
  const settings = settingsStatement(batch.settings.length);
  wire.bind({ statement: prepare(settings, settings).name, values: settingValues(batch) });
  wire.execute();
  if (batch.preRequest !== undefined) {
    queryStep += 1;
    sendUnprepared(wire, batch.preRequest);
  }
  if (batch.prepare === false) {
    sendUnprepared(wire, batch.query, { describe: true });
    return { queryStep, query: undefined, unconfirmed };
  }
  // A plan under row level security belongs to the role it was made for, so each role has its own.
  const query = prepare(`${batch.role}\0${batch.query.text}`, batch.query.text);
  wire.bind({ statement: query.name, values: batch.query.values.map(wireValue) });
  if (query.columns === undefined) wire.describe({ type: "P" });
  wire.execute();
  return { queryStep, query, unconfirmed };
}

/** Ends the implicit transaction. */
export function sendEnd(wire: Wire, end: "commit" | "rollback"): void {
  if (end === "rollback") sendUnprepared(wire, { text: "rollback", values: [] });
  wire.sync();
}

function sendUnprepared(wire: Wire, statement: BatchStatement, { describe = false } = {}): void {
  wire.parse({ name: "", text: statement.text });
  wire.bind({ statement: "", values: statement.values.map(wireValue) });
  if (describe) wire.describe({ type: "P" });
  wire.execute();
}

const settingsStatements: string[] = [];

// The subquery is evaluated for its effect and gives back no column: the claims need not travel both ways.
function settingsStatement(count: number): string {
  const known = settingsStatements[count];
  if (known !== undefined) return known;
  const calls = ["set_config('role', $1, true)"];
  for (let index = 0; index < count; index += 1) {
    calls.push(`set_config($${index * 2 + 2}, $${index * 2 + 3}, true)`);
  }
  const text = `select from (select pg_catalog.${calls.join(", pg_catalog.")}) as settings`;
  settingsStatements[count] = text;
  return text;
}

function settingValues(batch: Batch): WireValue[] {
  const values: WireValue[] = [batch.role];
  for (const [name, value] of batch.settings) values.push(name, value);
  return values;
}

// pg takes bytes for bytes only when they are a Buffer.
function wireValue(value: SqlValue): WireValue {
  if (value === null || typeof value === "string") return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
