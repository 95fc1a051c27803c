// Runs a script's statements one after another in one transaction, and says exactly where one failed.
// A script that commits by itself is let do so, as the Supabase CLI lets it; what it then leaves behind is said.
import type pg from "pg";
import { rowlockError } from "../../errors/registry.ts";
import { PostgresError } from "../postgres-error.ts";
import { toDatabaseError } from "../to-database-error.ts";
import { absentExtension, adviseOnAbsence } from "./absent-extensions.ts";
import type { PassingOver } from "./passed-over.ts";
import { platformOwner } from "./platform-owner.ts";
import { placeOf, type Script, ScriptError, type ScriptFailure } from "./script-error.ts";
import type { Statement } from "./split-statements.ts";

export interface ScriptToRun extends Script {
  /** Asked for one after the other, as the script runs. */
  readonly statements: Iterable<Statement> | AsyncIterable<Statement>;
}

export interface RunScriptOptions {
  readonly client: pg.ClientBase;
  /** Aborted when Rowlock is told to end: no further statement runs. */
  readonly signal?: AbortSignal | undefined;
  readonly failureCode: ScriptFailure["code"];
  /** Given: statements that fail for want of an extension are passed over. */
  readonly passing?: PassingOver | undefined;
  /** Told, in a sentence, of a statement about an owner of the platform's. */
  readonly onNotice?: ((notice: string) => void) | undefined;
  /** Runs in the same transaction, after the last statement. */
  record(): Promise<void>;
}

// Migrations older than hosted's ban on deleting storage's rows directly must still apply.
const BEGIN = "begin; set local storage.allow_delete_query = 'true'";

/** @throws ScriptError, MIGRATION_CANCELLED, DATABASE_UNREACHABLE; then nothing of the script is kept, but for what it committed itself */
export async function runScript(script: ScriptToRun, options: RunScriptOptions): Promise<void> {
  const { client, signal } = options;
  let kept: string | undefined;
  // What an earlier script set on this connection must not reach this one.
  await client.query("reset all");
  await client.query(BEGIN);
  try {
    for await (const statement of script.statements) {
      signal?.throwIfAborted();
      await runStatement(script, { ...options, statement, kept });
      if (client.getTransactionStatus() === "I") {
        kept = `What stands before "${firstWords(statement)}" is in the database: the file ends its transaction there`;
        await client.query(BEGIN);
      }
    }
    signal?.throwIfAborted();
    await options.record();
    await options.passing?.record();
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw signal?.aborted === true ? cancelled(script, kept) : error;
  }
}

function cancelled({ path }: Script, kept: string | undefined): Error {
  return rowlockError("MIGRATION_CANCELLED", {
    message: `${path} was not applied: Rowlock was told to end while it ran`,
    hint:
      kept === undefined
        ? "It was rolled back; it runs at the next start"
        : "The rest was rolled back; look at what stays before the next start, which runs the whole file",
    ...(kept === undefined ? {} : { details: kept }),
  });
}

interface RunStatementOptions extends RunScriptOptions {
  readonly statement: Statement;
  readonly kept: string | undefined;
}

async function runStatement(script: Script, options: RunStatementOptions): Promise<void> {
  const { client, statement, passing } = options;
  const owner = platformOwner(statement.text);
  // Undone alone, where it may be passed over. A statement that ends the transaction ends the savepoint with it.
  if (passing !== undefined || owner !== undefined) {
    await client.query("savepoint rowlock_statement");
  }
  try {
    await client.query(statement.text);
  } catch (cause) {
    const error = toDatabaseError(cause);
    if (!(error instanceof PostgresError)) throw error;
    if (owner !== undefined && error.code === "42501") {
      await client.query("rollback to savepoint rowlock_statement");
      const { line } = placeOf({ statement, error });
      options.onNotice?.(
        `${script.path}:${line} was passed over: ${owner} is the platform's, and what a migration makes stays its own`,
      );
      return;
    }
    const extension = passing?.absences.excuse(statement.text, error);
    if (extension === undefined) throw await scriptError(script, { ...options, error });
    await client.query("rollback to savepoint rowlock_statement");
    const { line } = placeOf({ statement, error });
    passing?.add({ path: script.path, line, statement: statement.text, extension });
  }
}

async function scriptError(
  script: Script,
  options: RunStatementOptions & { readonly error: PostgresError },
): Promise<ScriptError> {
  const { client, failureCode: code, statement, kept, error } = options;
  const extension = absentExtension(error);
  if (extension === undefined) return new ScriptError(script, { code, statement, error, kept });
  await client.query("rollback");
  const { rows } = await client.query<{ major: number }>(
    "select current_setting('server_version_num')::int / 10000 as major",
  );
  const hint = adviseOnAbsence(extension, {
    major: rows[0]?.major ?? 17,
    platform: process.platform,
  });
  const absence = { extension, hint };
  return new ScriptError(script, { code, statement, error, kept, absence });
}

function firstWords({ text }: Statement): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
