// Writes a batch as protocol messages: transaction characteristics, cleaning up, role and settings, pre-request, query,
// end. Role and settings go in one statement whose values are all bound. Cleaning up comes first and not last, so that
// deferred triggers still see the claims when they run at the end.
import { quoteLiteral } from "../../sql/fragment.ts";
import type { Batch } from "./batch.ts";
import type { MessageWriter, WireValue } from "./message-writer.ts";
import type { PreparedStatement, StatementCache } from "./statement-cache.ts";

/** What the answers must be matched with. */
export interface WrittenBatch {
  /** How many statements are executed before the query. */
  readonly queryStep: number;
  /** The query's prepared statement, if it has one. */
  readonly query: PreparedStatement | undefined;
  /** Keys in the cache that the server has yet to hear of for the first time. */
  readonly unconfirmed: readonly string[];
}

// What a function left behind for the whole session (set_config(..., false), a temporary table) is some other user's.
const CLEAN_UP = ["reset all", "discard temp"];

const NO_VALUES: readonly WireValue[] = [];

/** Writes everything up to the query; `writeEnd` must follow. */
export function writeBatch(
  writer: MessageWriter,
  batch: Batch,
  statements: StatementCache,
): WrittenBatch {
  for (const name of statements.takeClosing()) writer.closeStatement(name);
  const prepared = batch.prepare ?? true;
  const unconfirmed: string[] = [];
  let steps = 0;

  function prepare(key: string, text: string): PreparedStatement {
    const known = statements.find(key);
    if (known !== undefined) return known;
    unconfirmed.push(key);
    const added = statements.add(key);
    writer.parse(added.name, text);
    return added;
  }

  function run(text: string, values: readonly WireValue[], named: boolean): void {
    if (!named) writer.parse("", text);
    writer.bind(named ? prepare(text, text).name : "", values);
    writer.execute();
    steps += 1;
  }

  if (batch.characteristics !== undefined) run(batch.characteristics, NO_VALUES, false);
  for (const text of CLEAN_UP) run(text, NO_VALUES, prepared);
  run(settingsStatement(batch), settingValues(batch), prepared);
  if (batch.preRequest !== undefined) run(batch.preRequest.text, batch.preRequest.values, false);
  const { text, values } = batch.query;
  // A plan under row level security belongs to the role it was made for, so each role has its own.
  const query = prepared ? prepare(`${batch.role}\0${text}`, text) : undefined;
  if (query === undefined) writer.parse("", text);
  writer.bind(query?.name ?? "", values);
  if (query?.columns === undefined) writer.describePortal();
  writer.execute();
  return { queryStep: steps, query, unconfirmed };
}

const CHECK_DEFERRED = "set constraints all immediate";

/** Ends the implicit transaction. A batch that is undone on purpose fails where its commit would have failed. */
export function writeEnd(writer: MessageWriter, batch: Batch, end: "commit" | "rollback"): void {
  const texts = batch.end === "rollback" ? [CHECK_DEFERRED, "rollback"] : ["rollback"];
  for (const text of end === "rollback" ? texts : []) {
    writer.parse("", text);
    writer.bind("", NO_VALUES);
    writer.execute();
  }
  writer.sync();
}

type Settings = Batch["settings"];

const NONE: Settings = [];

// By the names of the settings: they come from the configuration and from functions in the catalog, so they are few.
const settingsStatements = new Map<string, string>();

function settingsStatement({ loginSettings = NONE, settings }: Batch): string {
  let key = "";
  for (const [name] of loginSettings) key += `${name}\0`;
  key += "\0";
  for (const [name] of settings) key += `${name}\0`;
  const known = settingsStatements.get(key);
  if (known !== undefined) return known;
  const names = [...loginSettings, ["role"], ...settings].map(([name = ""]) => name);
  const text = renderSettings(names);
  settingsStatements.set(key, text);
  return text;
}

// The subquery is evaluated for its effect and gives back no column: the claims need not travel both ways.
function renderSettings(names: readonly string[]): string {
  const calls = names.map(
    (name, index) => `pg_catalog.set_config(${quoteLiteral(name)}, $${index + 1}, true)`,
  );
  return `select from (select ${calls.join(", ")}) as settings`;
}

function settingValues({ role, loginSettings = NONE, settings }: Batch): WireValue[] {
  const values: WireValue[] = [];
  for (const [, value] of loginSettings) values.push(value);
  values.push(role);
  for (const [, value] of settings) values.push(value);
  return values;
}
