// Writes a batch as protocol messages: transaction characteristics, cleaning up, role and settings, pre-request, query,
// end. Role and settings go in one statement with everything bound, names too: nothing here builds SQL from what it is
// given. Cleaning up comes first and not last, so that deferred triggers still see the claims when they run at the end.
import type { SqlValue } from "../../sql/fragment.ts";
import type { Batch } from "./batch.ts";
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

// What a function left behind for the whole session (set_config(..., false), a temporary table) is some other user's.
const CLEAN_UP = ["reset all", "discard temp"];

/** Writes everything up to the query; `sendEnd` must follow. */
export function sendBatch(wire: Wire, batch: Batch, statements: StatementCache): SentBatch {
  for (const name of statements.takeClosing()) wire.close({ type: "S", name });
  const prepared = batch.prepare ?? true;
  const unconfirmed: string[] = [];
  let steps = 0;

  function prepare(key: string, text: string): PreparedStatement {
    const known = statements.find(key);
    if (known !== undefined) return known;
    unconfirmed.push(key);
    const added = statements.add(key);
    wire.parse({ name: added.name, text });
    return added;
  }

  function run(text: string, values: readonly WireValue[], named: boolean): void {
    if (!named) wire.parse({ name: "", text });
    wire.bind({ statement: named ? prepare(text, text).name : "", values });
    wire.execute();
    steps += 1;
  }

  if (batch.characteristics !== undefined) run(batch.characteristics, [], false);
  for (const text of CLEAN_UP) run(text, [], prepared);
  const before = batch.loginSettings ?? [];
  const made = before.length + batch.settings.length;
  run(settingsStatement(made, before.length), settingValues(batch, before), prepared);
  if (batch.preRequest !== undefined) {
    run(batch.preRequest.text, batch.preRequest.values.map(wireValue), false);
  }
  const { text, values } = batch.query;
  // A plan under row level security belongs to the role it was made for, so each role has its own.
  const query = prepared ? prepare(`${batch.role}\0${text}`, text) : undefined;
  if (query === undefined) wire.parse({ name: "", text });
  wire.bind({ statement: query?.name ?? "", values: values.map(wireValue) });
  if (query?.columns === undefined) wire.describe({ type: "P" });
  wire.execute();
  return { queryStep: steps, query, unconfirmed };
}

const CHECK_DEFERRED = "set constraints all immediate";

/** Ends the implicit transaction. A batch that is undone on purpose fails where its commit would have failed. */
export function sendEnd(wire: Wire, batch: Batch, end: "commit" | "rollback"): void {
  const texts = batch.end === "rollback" ? [CHECK_DEFERRED, "rollback"] : ["rollback"];
  for (const text of end === "rollback" ? texts : []) {
    wire.parse({ name: "", text });
    wire.bind({ statement: "", values: [] });
    wire.execute();
  }
  wire.sync();
}

const settingsStatements = new Map<string, string>();

// The subquery is evaluated for its effect and gives back no column: the claims need not travel both ways.
function settingsStatement(count: number, before: number): string {
  const key = `${count}.${before}`;
  const known = settingsStatements.get(key);
  if (known !== undefined) return known;
  const calls: string[] = [];
  for (let index = 0; index < count; index += 1) {
    calls.push(`set_config($${index * 2 + 2}, $${index * 2 + 3}, true)`);
  }
  calls.splice(before, 0, "set_config('role', $1, true)");
  const text = `select from (select pg_catalog.${calls.join(", pg_catalog.")}) as settings`;
  settingsStatements.set(key, text);
  return text;
}

function settingValues(batch: Batch, before: NonNullable<Batch["loginSettings"]>): WireValue[] {
  const values: WireValue[] = [batch.role];
  for (const [name, value] of before) values.push(name, value);
  for (const [name, value] of batch.settings) values.push(name, value);
  return values;
}

// pg takes bytes for bytes only when they are a Buffer.
function wireValue(value: SqlValue): WireValue {
  if (value === null || typeof value === "string") return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
