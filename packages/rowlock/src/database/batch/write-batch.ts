// Writes a batch as protocol messages: clearing up, transaction characteristics, what the login does itself, role and
// settings, pre-request, query, end. Role and settings go in one statement whose values are all bound. What clears the session, and when, is said in
// docs/decisions/database-clean-connections.md.
import { quoteLiteral, type SqlValue } from "../../sql/fragment.ts";
import type { Batch } from "./batch.ts";
import { MessageWriter } from "./message-writer.ts";
import { NO_ROLE, type PreparedStatement, type StatementCache } from "./statement-cache.ts";

/** What all connections of one pool write with: a batch is written and handed to its socket without a pause between. */
export interface BatchWriting {
  readonly writer: MessageWriter;
  /** The statements that make settings, by the names of these. */
  readonly settings: SettingsStatement[];
}

export function createBatchWriting(): BatchWriting {
  return { writer: new MessageWriter(), settings: [] };
}

/** What is known of a connection's session. */
export interface SessionState {
  readonly writing: BatchWriting;
  readonly statements: StatementCache;
  /** Whether something may be left of a batch that could write. */
  readonly mayHoldWrites: boolean;
}

/** What the answers must be matched with. */
export interface WrittenBatch {
  /** How many statements are executed before the query. */
  readonly queryStep: number;
  /** The query's prepared statement, if it has one. */
  readonly query: PreparedStatement | undefined;
  /** Statements that the server has yet to hear of for the first time; the end adds its own. */
  readonly unconfirmed: PreparedStatement[];
}

// At the end of a read: no trigger can come after, and UNLISTEN takes hold only when its transaction ends.
const CLEAR_A_READ = ["close all", "unlisten *"];

// After what could write, in a transaction of their own: deferred triggers come behind every statement, and what is
// cleared must stay so when the next batch fails.
const CLEAR_A_WRITE = ["begin", ...CLEAR_A_READ, "discard temp", "discard sequences", "commit"];

// Whoever reads may call set_config(..., false) too.
const CLEAR_SETTINGS = "reset all";

// No part of RESET ALL, and a batch before may have left another: whoever takes one takes it anew, but for this.
const BE_THE_LOGIN = "reset role";

const NO_VALUES: readonly SqlValue[] = [];

interface StatementWriter {
  readonly writer: MessageWriter;
  readonly statements: StatementCache;
  readonly unconfirmed: PreparedStatement[];
}

/** The statement by its name, which the server is told of if it is new. */
function prepare(
  { writer, statements, unconfirmed }: StatementWriter,
  { text, role }: { readonly text: string; readonly role: string },
): PreparedStatement {
  const known = statements.find(text, role);
  if (known !== undefined) return known;
  const added = statements.add(text, role);
  unconfirmed.push(added);
  writer.parse(added.name, text);
  return added;
}

/** Runs statements that give no rows. */
function runAll(to: StatementWriter, texts: readonly string[], batch: Batch): void {
  for (const text of texts) run(to, { text, values: NO_VALUES }, batch.prepare);
}

function run(
  to: StatementWriter,
  { text, values }: Batch["query"],
  isNamed: boolean | undefined = true,
): void {
  const { writer } = to;
  if (!isNamed) writer.parse("", text);
  writer.bind(isNamed ? prepare(to, { text, role: NO_ROLE }).name : "", values);
  writer.execute();
}

/** Writes everything up to the query; `writeEnd` must follow. */
export function writeBatch(
  batch: Batch,
  { writing, statements, mayHoldWrites }: SessionState,
): WrittenBatch {
  const { writer } = writing;
  for (const name of statements.takeClosing()) writer.closeStatement(name);
  const { characteristics, asLogin, preRequest, prepare: isNamed = true } = batch;
  const to = { writer, statements, unconfirmed: [] };
  if (mayHoldWrites) runAll(to, CLEAR_A_WRITE, batch);
  if (characteristics !== undefined) run(to, { text: characteristics, values: NO_VALUES }, false);
  runAll(to, [CLEAR_SETTINGS], batch);
  if (asLogin !== undefined) {
    runAll(to, [BE_THE_LOGIN], batch);
    run(to, asLogin, isNamed);
  }
  run(
    to,
    { text: settingsStatement(writing.settings, batch), values: settingValues(batch) },
    isNamed,
  );
  if (preRequest !== undefined) run(to, preRequest, false);
  const { text, values } = batch.query;
  const query = isNamed ? prepare(to, { text, role: batch.role }) : undefined;
  if (query === undefined) writer.parse("", text);
  writer.bind(query?.name ?? "", values);
  if (query?.columns === undefined) writer.describePortal();
  writer.execute();
  const optional = [characteristics, asLogin, asLogin, preRequest].filter(
    (one) => one !== undefined,
  ).length;
  const queryStep = (mayHoldWrites ? CLEAR_A_WRITE.length : 0) + optional + 2;
  return { queryStep, query, unconfirmed: to.unconfirmed };
}

const CHECK_DEFERRED = "set constraints all immediate";

/** Ends the implicit transaction. A batch that is undone on purpose fails where its commit would have failed. */
export function writeEnd(
  writer: MessageWriter,
  batch: Batch,
  { end, statements, unconfirmed }: BatchEnd,
): void {
  const to = { writer, statements, unconfirmed };
  if (end === "rollback") {
    const texts = batch.end === "rollback" ? [CHECK_DEFERRED, "rollback"] : ["rollback"];
    for (const text of texts) run(to, { text, values: NO_VALUES }, false);
  } else if (batch.readOnly) runAll(to, CLEAR_A_READ, batch);
  writer.sync();
}

interface BatchEnd extends Pick<WrittenBatch, "unconfirmed"> {
  readonly end: "commit" | "rollback";
  readonly statements: StatementCache;
}

type Settings = Batch["settings"];

const NONE: Settings = [];

interface SettingsStatement {
  readonly names: readonly string[];
  readonly text: string;
}

/** Names come from the configuration and from functions in the catalog, so there are few sets of them. */
const MOST_KEPT = 100;

function settingsStatement(kept: SettingsStatement[], batch: Batch): string {
  const known = kept.find(({ names }) => makes(batch, names));
  if (known !== undefined) return known.text;
  const { loginSettings = NONE, settings, readOnly = false } = batch;
  const names = [...loginSettings, ["role"], ...settings].map(([name = ""]) => name);
  if (readOnly) names.push(READ_ONLY);
  const made = { names, text: renderSettings(names) };
  if (kept.length >= MOST_KEPT) kept.length = 0;
  kept.push(made);
  return made.text;
}

/** Whether a batch makes the settings of these names, in their order. */
function makes(batch: Batch, names: readonly string[]): boolean {
  const { loginSettings = NONE, settings, readOnly = false } = batch;
  const before = loginSettings.length;
  const count = before + 1 + settings.length;
  return (
    names.length === (readOnly ? count + 1 : count) &&
    (!readOnly || names[count] === READ_ONLY) &&
    loginSettings.every(([name], index) => name === names[index]) &&
    names[before] === "role" &&
    settings.every(([name], index) => name === names[before + 1 + index])
  );
}

// It is made last: what the batch is told before may not be allowed to undo it, and nothing after it can, because a
// transaction that has read is read-only for good, from PostgreSQL 16 on.
const READ_ONLY = "transaction_read_only";

// Releasing locks in this statement costs nothing beside one of its own.
const RELEASE_LOCKS = "pg_catalog.pg_advisory_unlock_all()";

// The subquery is evaluated for its effect and gives back no column: the claims need not travel both ways.
function renderSettings(names: readonly string[]): string {
  const calls = names.map(
    (name, index) => `pg_catalog.set_config(${quoteLiteral(name)}, $${index + 1}, true)`,
  );
  return `select from (select ${[RELEASE_LOCKS, ...calls].join(", ")}) as settings`;
}

function settingValues({ role, loginSettings = NONE, settings, readOnly }: Batch): SqlValue[] {
  const values: SqlValue[] = [];
  for (const [, value] of loginSettings) values.push(value);
  values.push(role);
  for (const [, value] of settings) values.push(value);
  if (readOnly) values.push("on");
  return values;
}
