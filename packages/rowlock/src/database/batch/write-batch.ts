// Writes a batch as protocol messages: transaction characteristics, cleaning up, role and settings, pre-request, query,
// end. Role and settings go in one statement whose values are all bound. Cleaning up comes first and not last, so that
// deferred triggers still see the claims when they run at the end.
import { quoteLiteral, type SqlValue } from "../../sql/fragment.ts";
import type { Batch } from "./batch.ts";
import type { MessageWriter } from "./message-writer.ts";
import { NO_ROLE, type PreparedStatement, type StatementCache } from "./statement-cache.ts";

/** What the answers must be matched with. */
export interface WrittenBatch {
  /** How many statements are executed before the query. */
  readonly queryStep: number;
  /** The query's prepared statement, if it has one. */
  readonly query: PreparedStatement | undefined;
  /** Statements that the server has yet to hear of for the first time. */
  readonly unconfirmed: readonly PreparedStatement[];
}

// What a function left behind for the whole session (set_config(..., false), a temporary table) is some other user's.
const CLEAN_UP = ["reset all", "discard temp"];

const NO_VALUES: readonly SqlValue[] = [];

/** Writes everything up to the query; `writeEnd` must follow. */
export function writeBatch(
  writer: MessageWriter,
  batch: Batch,
  statements: StatementCache,
): WrittenBatch {
  for (const name of statements.takeClosing()) writer.closeStatement(name);
  const prepared = batch.prepare ?? true;
  const unconfirmed: PreparedStatement[] = [];
  let steps = 0;

  function prepare(text: string, role: string): PreparedStatement {
    const known = statements.find(text, role);
    if (known !== undefined) return known;
    const added = statements.add(text, role);
    unconfirmed.push(added);
    writer.parse(added.name, text);
    return added;
  }

  function run(text: string, values: readonly SqlValue[], named: boolean): void {
    if (!named) writer.parse("", text);
    writer.bind(named ? prepare(text, NO_ROLE).name : "", values);
    writer.execute();
    steps += 1;
  }

  if (batch.characteristics !== undefined) run(batch.characteristics, NO_VALUES, false);
  for (const text of CLEAN_UP) run(text, NO_VALUES, prepared);
  run(settingsStatement(batch), settingValues(batch), prepared);
  if (batch.preRequest !== undefined) run(batch.preRequest.text, batch.preRequest.values, false);
  const { text, values } = batch.query;
  const query = prepared ? prepare(text, batch.role) : undefined;
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

interface SettingsStatement {
  readonly names: readonly string[];
  readonly text: string;
}

/** Names come from the configuration and from functions in the catalog, so there are few sets of them. */
const MOST_KEPT = 100;
const settingsStatements: SettingsStatement[] = [];

function settingsStatement(batch: Batch): string {
  const known = settingsStatements.find(({ names }) => makes(batch, names));
  if (known !== undefined) return known.text;
  const { loginSettings = NONE, settings } = batch;
  const names = [...loginSettings, ["role"], ...settings].map(([name = ""]) => name);
  const made = { names, text: renderSettings(names) };
  if (settingsStatements.length >= MOST_KEPT) settingsStatements.length = 0;
  settingsStatements.push(made);
  return made.text;
}

/** Whether a batch makes the settings of these names, in their order. */
function makes({ loginSettings = NONE, settings }: Batch, names: readonly string[]): boolean {
  const before = loginSettings.length;
  return (
    names.length === before + 1 + settings.length &&
    loginSettings.every(([name], index) => name === names[index]) &&
    names[before] === "role" &&
    settings.every(([name], index) => name === names[before + 1 + index])
  );
}

// The subquery is evaluated for its effect and gives back no column: the claims need not travel both ways.
function renderSettings(names: readonly string[]): string {
  const calls = names.map(
    (name, index) => `pg_catalog.set_config(${quoteLiteral(name)}, $${index + 1}, true)`,
  );
  return `select from (select ${calls.join(", ")}) as settings`;
}

function settingValues({ role, loginSettings = NONE, settings }: Batch): SqlValue[] {
  const values: SqlValue[] = [];
  for (const [, value] of loginSettings) values.push(value);
  values.push(role);
  for (const [, value] of settings) values.push(value);
  return values;
}
